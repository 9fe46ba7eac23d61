// The script is one list for both directions: a read takes the next reply, a write must meet the next expectation.
#include "support/scripted_channel.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <doctest/doctest.h>

#include <algorithm>
#include <utility>

namespace flowvet::test {

using Kind = Script::Step::Kind;
using probe::NetError;
using probe::Task;

namespace {

class ScriptedChannel final : public probe::Channel {
 public:
  ScriptedChannel(const Script& script, bool datagrams, bool strict) : steps_(script.steps), datagrams_(datagrams), strict_(strict) {}

  Task<Io<void>> write(Bytes bytes) override {
    last_written_ = bytes;
    const auto* step = peek();
    if (step != nullptr && (step->kind == Kind::expect || step->kind == Kind::expect_anything)) {
      if (strict_ && step->kind == Kind::expect) CHECK(bytes == step->bytes);
      ++position_;
    } else if (strict_) {
      CHECK_MESSAGE(false, "the client wrote where the script does not expect it");
    }
    co_return Io<void>{};
  }

  Task<Io<probe::TlsFacts>> reconnect_with_tls(std::string, std::string protocol) override {
    const auto* step = peek();
    if (step == nullptr || step->kind != Kind::new_connection) co_return NetError{ErrorKind::refused, 0};
    if (strict_) CHECK(probe::to_bytes(protocol) == step->bytes);
    ++position_;
    co_return step->tls;
  }

  Task<Io<probe::TlsFacts>> start_tls(std::string) override {
    const auto* step = peek();
    if (step == nullptr) co_return NetError{ErrorKind::timed_out, 0};
    if (step->kind == Kind::end) co_return NetError{step->error, 0};
    if (step->kind != Kind::tls) co_return NetError{ErrorKind::tls, 1};
    ++position_;
    co_return step->tls;
  }

 protected:
  Task<Io<Bytes>> receive(std::size_t limit) override {
    const auto* step = peek();
    if (step == nullptr) co_return NetError{ErrorKind::timed_out, 0};
    if (step->kind == Kind::end) co_return NetError{step->error, 0};
    if (step->kind == Kind::new_connection) co_return NetError{ErrorKind::closed, 0};
    if (step->kind != Kind::reply && step->kind != Kind::echo) co_return NetError{ErrorKind::timed_out, 0};
    const Bytes& whole = step->kind == Kind::echo ? last_written_ : step->bytes;
    if (whole.empty()) {
      ++position_;
      co_return NetError{ErrorKind::timed_out, 0};
    }
    const std::size_t count = std::min(limit, whole.size() - offset_);
    const auto from = whole.begin() + static_cast<std::ptrdiff_t>(offset_);
    Bytes bytes(from, from + static_cast<std::ptrdiff_t>(count));
    offset_ += count;
    if (offset_ == whole.size() || datagrams_) {
      ++position_;
      offset_ = 0;
    }
    co_return bytes;
  }

 private:
  [[nodiscard]] const Script::Step* peek() const { return position_ < steps_.size() ? &steps_[position_] : nullptr; }

  std::vector<Script::Step> steps_;
  bool datagrams_;
  bool strict_;
  std::size_t position_ = 0;
  std::size_t offset_ = 0;
  Bytes last_written_;
};

Io<Finding> run(probe::Dialogue dialogue, const Script& script, const probe::Peer& peer, bool datagrams, bool strict) {
  boost::asio::io_context context;
  ScriptedChannel channel(script, datagrams, strict);
  std::optional<Io<Finding>> result;
  boost::asio::co_spawn(context, dialogue(channel, peer), [&](std::exception_ptr error, Io<Finding> finding) {
    if (error) std::rethrow_exception(error);
    result = std::move(finding);
  });
  context.run();
  REQUIRE_MESSAGE(result.has_value(), "the dialogue did not end");
  return *result;
}

bool is_reply(const Script::Step& step) { return step.kind == Kind::reply; }

/// The same script with one reply replaced by `steps` and nothing after them.
Script disturbed(const Script& script, std::size_t at, std::vector<Script::Step> steps) {
  Script result;
  result.steps.assign(script.steps.begin(), script.steps.begin() + static_cast<std::ptrdiff_t>(at));
  result.steps.insert(result.steps.end(), std::make_move_iterator(steps.begin()), std::make_move_iterator(steps.end()));
  return result;
}

Bytes half(const Bytes& bytes) { return {bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(bytes.size() / 2)}; }

Bytes turned(Bytes bytes) {
  std::ranges::transform(bytes, bytes.begin(), [](std::uint8_t byte) { return static_cast<std::uint8_t>(~byte); });
  return bytes;
}

Script::Step end_step(ErrorKind kind) { return {Kind::end, {}, {}, kind}; }

}  // namespace

Script& Script::expects(Bytes bytes) {
  steps.push_back({Kind::expect, std::move(bytes), {}, ErrorKind::none});
  return *this;
}
Script& Script::expects_anything() {
  steps.push_back({Kind::expect_anything, {}, {}, ErrorKind::none});
  return *this;
}
Script& Script::replies(Bytes bytes) {
  steps.push_back({Kind::reply, std::move(bytes), {}, ErrorKind::none});
  return *this;
}
Script& Script::replies(std::string_view text) { return replies(probe::to_bytes(text)); }
Script& Script::echoes() {
  steps.push_back({Kind::echo, {}, {}, ErrorKind::none});
  return *this;
}
Script& Script::agrees_to_tls(probe::TlsFacts facts) {
  steps.push_back({Kind::tls, {}, std::move(facts), ErrorKind::none});
  return *this;
}
Script& Script::hangs_up_until_tls(std::string protocol, probe::TlsFacts facts) {
  steps.push_back({Kind::new_connection, probe::to_bytes(protocol), std::move(facts), ErrorKind::none});
  return *this;
}
Script& Script::ends_with(ErrorKind kind) {
  steps.push_back(end_step(kind));
  return *this;
}

std::chrono::system_clock::time_point scripted_now() {
  return std::chrono::sys_days{std::chrono::January / 1 / 2026};
}

probe::Peer scripted_peer(std::uint16_t port) {
  probe::Peer peer{"peer.example", port, {}};
  peer.clock = &scripted_now;
  for (std::size_t i = 0; i < peer.nonce.size(); ++i) peer.nonce[i] = static_cast<std::uint8_t>(0x31 + 7 * i);
  return peer;
}

Io<Finding> play(probe::Dialogue dialogue, const Script& script, const probe::Peer& peer, bool datagrams) {
  return run(dialogue, script, peer, datagrams, true);
}

bool proves(const Io<Finding>& result) { return result.has_value() && result->reply == probe::Reply::valid; }

void fail_at_every_step(probe::Dialogue dialogue, const Script& script, const probe::Peer& peer, bool datagrams) {
  CHECK(proves(play(dialogue, script, peer, datagrams)));
  for (std::size_t i = 0; i < script.steps.size(); ++i) {
    const Script::Step& step = script.steps[i];
    if (!is_reply(step) && step.kind != Kind::tls) continue;
    CAPTURE(i);
    std::vector<std::pair<std::string_view, Script>> cases{
        {"silence", disturbed(script, i, {})},
        {"closed", disturbed(script, i, {end_step(ErrorKind::closed)})},
        {"reset", disturbed(script, i, {end_step(ErrorKind::reset)})},
    };
    if (is_reply(step)) {
      const auto bytes = [&](Bytes changed) { return Script::Step{Kind::reply, std::move(changed), {}, ErrorKind::none}; };
      cases.emplace_back("cut, then closed", disturbed(script, i, {bytes(half(step.bytes)), end_step(ErrorKind::closed)}));
      cases.emplace_back("cut, then silence", disturbed(script, i, {bytes(half(step.bytes))}));
      cases.emplace_back("every bit turned", disturbed(script, i, {bytes(turned(step.bytes)), end_step(ErrorKind::closed)}));
      cases.emplace_back("echo", disturbed(script, i, {Script::Step{Kind::echo, {}, {}, ErrorKind::none}, end_step(ErrorKind::closed)}));
    }
    for (const auto& [name, changed] : cases) {
      CAPTURE(name);
      CHECK_FALSE(proves(run(dialogue, changed, peer, datagrams, false)));
    }
  }
}

void refuse_wrong_speakers(probe::Dialogue dialogue, std::string_view except, const probe::Peer& peer, bool datagrams) {
  Bytes noise(4096);
  std::uint32_t state = 12345;  // a small generator of its own, so that a failure repeats
  for (auto& byte : noise) byte = static_cast<std::uint8_t>((state = state * 1664525U + 1013904223U) >> 24U);
  const std::vector<std::pair<std::string_view, Bytes>> speakers{
      {"http", probe::to_bytes("HTTP/1.1 400 Bad Request\r\nServer: nginx\r\nContent-Length: 0\r\n\r\n")},
      {"ssh", probe::to_bytes("SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n")},
      {"smtp", probe::to_bytes("220 mail.example ESMTP\r\n")},
      {"ica", {0x7f, 0x7f, 'I', 'C', 'A', 0x00}},
      {"tls alert", {0x15, 0x03, 0x03, 0x00, 0x02, 0x02, 0x28}},
      {"random bytes", noise},
      {"zeros", Bytes(4096, 0)},
      {"endless line", Bytes(200000, 'x')},
      {"one byte", {0x00}},
  };
  for (const bool speaks_first : {true, false}) {
    for (const auto& [name, bytes] : speakers) {
      if (name == except) continue;
      CAPTURE(name);
      CAPTURE(speaks_first);
      Script script;
      if (!speaks_first) script.expects_anything();
      script.replies(bytes).ends_with(ErrorKind::closed);
      CHECK_FALSE(proves(run(dialogue, script, peer, datagrams, false)));
      Script after_tls;
      after_tls.agrees_to_tls().expects_anything().replies(bytes).ends_with(ErrorKind::closed);
      if (name != "http") CHECK_FALSE(proves(run(dialogue, after_tls, peer, datagrams, false)));
    }
  }
  for (const Script& silent : {Script{}, Script{}.ends_with(ErrorKind::closed), Script{}.expects_anything().echoes().echoes()})
    CHECK_FALSE(proves(run(dialogue, silent, peer, datagrams, false)));
}

}  // namespace flowvet::test
