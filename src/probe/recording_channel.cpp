// What is sent is kept before it is sent, so that a failure stands behind what it happened to.
#include "probe/recording_channel.hpp"

#include <algorithm>
#include <utility>

namespace flowvet::probe {

namespace {

std::string tls_text(const TlsFacts& tls, const std::string& server_name) {
  const auto version = std::ranges::find(tls.facts, "tls.version", &Fact::first);
  return (version == tls.facts.end() ? "TLS" : version->second) + ", asked for " + server_name;
}

}  // namespace

Task<Io<void>> RecordingChannel::write(Bytes bytes) {
  add({Message::Kind::sent, {}, bytes, {}, {}});
  const auto written = co_await channel_.write(std::move(bytes));
  if (!written) add_end(written.error());
  co_return written;
}

Task<Io<TlsFacts>> RecordingChannel::start_tls(std::string server_name) {
  auto tls = co_await channel_.start_tls(server_name);
  if (tls)
    add({Message::Kind::tls, {}, {}, tls_text(*tls, server_name), {}});
  else
    add_end(tls.error());
  co_return tls;
}

Task<Io<Bytes>> RecordingChannel::receive(std::size_t limit) {
  auto bytes = co_await channel_.read_some(limit);
  if (bytes)
    add_received(*bytes, limit);
  else
    add_end(bytes.error());
  co_return bytes;
}

void RecordingChannel::add(Message message) {
  message.at = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - began_);
  transcript_.push_back(std::move(message));
  last_is_piece_ = false;
}

void RecordingChannel::add_received(const Bytes& bytes, std::size_t limit) {
  if (last_is_piece_) {
    auto& message = transcript_.back().bytes;
    message.insert(message.end(), bytes.begin(), bytes.end());
  } else {
    add({Message::Kind::received, {}, bytes, {}, {}});
  }
  last_is_piece_ = bytes.size() == limit;
}

void RecordingChannel::add_end(const NetError& error) { add({Message::Kind::ended, {}, {}, {}, error.kind}); }

}  // namespace flowvet::probe
