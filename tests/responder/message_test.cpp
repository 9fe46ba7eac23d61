// The codec against messages that another implementation wrote (tests/lab/responder_codec.py), and against every way to damage one.
#include "responder/message.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

using namespace flowvet;
using namespace flowvet::responder;

namespace {

const Keys keys = derive_keys("the token of the tests").value();
const Keys other_keys = derive_keys("another token").value();

template <class Id>
Id counting_from(std::uint8_t first) {
  Id id;
  for (auto& byte : id.bytes) byte = first++;
  return id;
}

const auto session = counting_from<SessionId>(0);
const auto nonce = counting_from<Nonce>(16);
const WallTime sent{std::chrono::milliseconds{1'700'000'000'123}};

Endpoint endpoint(std::string_view address, std::uint16_t port) { return {parse_address(address).value(), port}; }

Bytes seed(const char* name) {
  const auto path = std::filesystem::path(FLOWVET_GOLDEN_DIR).parent_path() / "fuzz/corpus/responder" / name;
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

Ask probe_ask() {
  Ask ask;
  ask.session = session;
  ask.nonce = nonce;
  ask.sent = sent;
  ask.sequence = 3;
  ask.answer_size = 200;
  ask.target = endpoint("192.0.2.7", 2598);
  ask.size = 200;
  return ask;
}

Ask call_back_ask() {
  Ask ask;
  ask.verb = Verb::call_back;
  ask.session = session;
  ask.nonce = nonce;
  ask.sent = sent;
  ask.target = endpoint("2001:db8::7", 80);
  ask.call_back = CallBack{catalog::Transport::tcp, 80, true};
  return ask;
}

Answer full_answer() {
  Answer answer;
  answer.session = session;
  answer.nonce = nonce;
  answer.received = sent + std::chrono::milliseconds{333};
  answer.source = endpoint("203.0.113.9", 41000);
  answer.target = endpoint("10.1.2.3", 2598);
  answer.hops_left = 61;
  answer.ask_size = 200;
  answer.arrived = 2;
  answer.highest = 3;
  const probe::Icmp prohibited{Family::v4, 3, 13, parse_address("198.51.100.1"), 0, 0};
  answer.call_back = CallBackReport{probe::ErrorKind::host_unreachable, prohibited, std::chrono::microseconds{1500}};
  return answer;
}

/// The message with its tag made anew, so that only its form can be what is refused.
Bytes retagged(Bytes bytes, const probe::Sha256& key) {
  const auto tag = probe::hmac_sha256(key, ByteView(bytes).first(bytes.size() - 32)).value();
  std::copy(tag.begin(), tag.end(), bytes.end() - 32);
  return bytes;
}

Bytes changed(Bytes bytes, std::size_t at, std::uint8_t value) {
  bytes.at(at) = value;
  return retagged(std::move(bytes), keys.ask);
}

}  // namespace

TEST_CASE("the responder's messages are those that another implementation writes") {
  CHECK(write(probe_ask(), keys) == seed("probe"));
  CHECK(write(call_back_ask(), keys) == seed("call-back"));
  CHECK(write(full_answer(), keys) == seed("answer"));
  CHECK(write(Call{session, nonce}, keys) == seed("call"));
}

TEST_CASE("the responder's messages are read as they were written") {
  CHECK(parse_ask(seed("probe"), keys) == probe_ask());
  CHECK(parse_ask(seed("call-back"), keys) == call_back_ask());
  CHECK(parse_answer(seed("answer"), keys) == full_answer());
  CHECK(parse_call(seed("call"), keys) == Call{session, nonce});
  auto plain = full_answer();
  plain.call_back.reset();
  plain.size = 1400;
  CHECK(parse_answer(write(plain, keys), keys) == plain);
  plain.call_back = CallBackReport{};
  CHECK(parse_answer(write(plain, keys), keys) == plain);
}

TEST_CASE("a responder's message with another token, or in the other direction, is nobody's") {
  CHECK_FALSE(parse_ask(seed("probe"), other_keys));
  CHECK_FALSE(parse_answer(seed("answer"), other_keys));
  CHECK_FALSE(parse_answer(seed("probe"), keys));
  CHECK_FALSE(parse_ask(seed("answer"), keys));
  CHECK_FALSE(parse_call(seed("answer"), keys));
  CHECK_FALSE(parse_answer(seed("call"), keys));
  CHECK_FALSE(parse_ask(retagged(seed("answer"), keys.ask), keys));
}

TEST_CASE("a responder's message that is cut, lengthened or changed in any bit is nobody's") {
  const auto whole = seed("probe");
  for (std::size_t size = 0; size < whole.size(); ++size) CHECK_FALSE(parse_ask(ByteView(whole).first(size), keys));
  auto longer = whole;
  longer.push_back(0);
  CHECK_FALSE(parse_ask(longer, keys));
  for (std::size_t bit = 0; bit < whole.size() * 8; ++bit) {
    auto damaged = whole;
    damaged[bit / 8] = static_cast<std::uint8_t>(damaged[bit / 8] ^ 1U << bit % 8);
    CHECK_FALSE(parse_ask(damaged, keys));
  }
}

TEST_CASE("an ask with the right tag and the wrong form is refused") {
  const auto ask = seed("probe");
  CHECK(parse_ask(retagged(ask, keys.ask), keys));
  CHECK_FALSE(parse_ask(changed(ask, 0, 'f'), keys));    // magic
  CHECK_FALSE(parse_ask(changed(ask, 4, 2), keys));      // kind
  CHECK_FALSE(parse_ask(changed(ask, 7, 201), keys));    // length
  CHECK_FALSE(parse_ask(changed(ask, 49, 0), keys));     // sequence 0
  CHECK_FALSE(parse_ask(changed(ask, 51, 201), keys));   // an answer larger than the ask
  CHECK_FALSE(parse_ask(changed(ask, 51, 159), keys));   // and one smaller than any
  CHECK_FALSE(parse_ask(changed(ask, 52, 5), keys));     // family of the target
  CHECK_FALSE(parse_ask(changed(ask, 60, 1), keys));     // bytes behind an IPv4 address
  CHECK_FALSE(parse_ask(changed(ask, 71, 1), keys));     // a call-back that the verb does not want
  CHECK_FALSE(parse_ask(changed(ask, 100, 1), keys));    // padding
  const auto call_back = seed("call-back");
  CHECK_FALSE(parse_ask(changed(call_back, 71, 3), keys));  // transport
  CHECK_FALSE(parse_ask(changed(call_back, 72, 2), keys));  // greet
  CHECK_FALSE(parse_ask(changed(call_back, 74, 0), keys));  // port
}

TEST_CASE("an ask of a later version is read as far as it can be answered") {
  auto later = changed(seed("probe"), 5, 9);
  later = changed(std::move(later), 100, 1);
  const auto ask = parse_ask(later, keys);
  REQUIRE(ask);
  CHECK(ask->verb == Verb::unknown);
  CHECK(ask->nonce == nonce);
  CHECK(ask->answer_size == 200);
}

TEST_CASE("a look names a port, and greets nobody") {
  auto look = call_back_ask();
  look.verb = Verb::look;
  look.call_back->greet = false;
  CHECK(parse_ask(write(look, keys), keys) == look);
  look.call_back->greet = true;
  CHECK_FALSE(parse_ask(write(look, keys), keys));
  look.call_back.reset();
  CHECK_FALSE(parse_ask(write(look, keys), keys));
}

TEST_CASE("kinds of errors that the protocol has no number for travel as other") {
  auto answer = full_answer();
  answer.call_back = CallBackReport{probe::ErrorKind::port_taken, std::nullopt, {}};
  const auto read = parse_answer(write(answer, keys), keys);
  REQUIRE(read);
  REQUIRE(read->call_back);
  CHECK(read->call_back->error == probe::ErrorKind::other);
}

TEST_CASE("the first bytes on a stream tell a message's length, or that it is nobody's") {
  const auto ask = seed("probe");
  for (std::size_t size = 0; size < stream_head; ++size) CHECK(length_on_stream(ByteView(ask).first(size)) == 0);
  CHECK(length_on_stream(ask) == 200);
  CHECK_FALSE(length_on_stream(probe::to_bytes("G")));
  CHECK_FALSE(length_on_stream(probe::to_bytes("FVR2")));
  auto big = ask;
  big[6] = 0x10;
  CHECK_FALSE(length_on_stream(big));
  big[6] = big[7] = 0;
  CHECK_FALSE(length_on_stream(big));
}
