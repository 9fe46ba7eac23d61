// Whatever arrives on a responder's ports: with its tag as it came, and with a right one, as somebody with the token might send it.
// What is accepted is what this version writes, byte for byte, and no message is two things.
#include "require.hpp"
#include "responder/message.hpp"

#include <algorithm>

using namespace flowvet::responder;
using flowvet::probe::Sha256;

namespace {

const Keys keys = derive_keys("the token of the tests").value();

Bytes tagged(ByteView bytes, const Sha256& key) {
  Bytes message(bytes.begin(), bytes.end());
  const auto tag = flowvet::probe::hmac_sha256(key, bytes.first(bytes.size() - 32)).value();
  std::copy(tag.begin(), tag.end(), message.end() - 32);
  return message;
}

bool is_of_this_version(const Ask& ask) { return ask.verb != Verb::unknown; }
template <class Message>
bool is_of_this_version(const Message&) {
  return true;
}

/// Errors without a number become `other`, which has one, so a message read and written again is the same.
template <class Message>
void require_same(const std::optional<Message>& message, ByteView bytes) {
  if (message && is_of_this_version(*message)) REQUIRE_ALWAYS(std::ranges::equal(write(*message, keys), bytes));
}

void parse_all(ByteView bytes) {
  const auto ask = parse_ask(bytes, keys);
  const auto answer = parse_answer(bytes, keys);
  const auto call = parse_call(bytes, keys);
  REQUIRE_ALWAYS(int{ask.has_value()} + int{answer.has_value()} + int{call.has_value()} <= 1);
  if (ask) REQUIRE_ALWAYS(ask->size == bytes.size() && ask->answer_size <= ask->size && ask->sequence > 0);
  require_same(ask, bytes);
  require_same(answer, bytes);
  require_same(call, bytes);
  if (ask && bytes.size() <= largest_on_stream) REQUIRE_ALWAYS(length_on_stream(bytes) == bytes.size());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView bytes(data, size);
  parse_all(bytes);
  static_cast<void>(length_on_stream(bytes));
  if (size < 32) return 0;
  parse_all(tagged(bytes, keys.ask));
  parse_all(tagged(bytes, keys.answer));
  return 0;
}
