// An answer counts if its tag, its session and its nonce are those of an ask that has not been answered yet: the rest is noise, old
// news or somebody's attempt.
#include "probe/far_end/asking.hpp"

#include <algorithm>
#include <bit>
#include <functional>

namespace flowvet::probe::far_end {
namespace {

template <class Id>
Id make_id(std::mt19937_64& random) {
  std::array<std::uint64_t, sizeof(Id) / sizeof(std::uint64_t)> words{};
  std::ranges::generate(words, std::ref(random));
  return std::bit_cast<Id>(words);
}

responder::WallTime now_on_the_wall() {
  return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

responder::Endpoint to_wire(const SocketAddress& end) {
  responder::Endpoint wire{end.address, end.port};
  wire.address.scope = 0;  // means nothing on another host
  return wire;
}

SocketAddress from_wire(const responder::Endpoint& wire) {
  return {wire.address, wire.port};
}

}  // namespace

Asking::Asking(const responder::Keys& keys, std::mt19937_64& random)
    : keys_(keys), random_(random) {
  seen_.session = make_id<responder::SessionId>(random).bytes;
}

Asking::Asking(const responder::Keys& keys, std::mt19937_64& random, const ResponderSeen& before)
    : keys_(keys), random_(random), seen_(before) {}

Bytes Asking::next(const SocketAddress& from, const SocketAddress& to, const Wish& wish) {
  const Asked asked{make_id<responder::Nonce>(random_), from, to, now_on_the_wall(), Clock::now()};
  asked_.push_back(asked);
  ++seen_.asked;
  responder::Ask ask;
  ask.verb = wish.verb;
  ask.session.bytes = seen_.session;
  ask.nonce = asked.nonce;
  ask.sent = asked.sent;
  ask.sequence = static_cast<std::uint16_t>(seen_.asked);
  ask.answer_size = wish.answer_size;
  ask.target = to_wire(to);
  ask.call_back = wish.call_back;
  ask.size = wish.size;
  return responder::write(ask, keys_);
}

std::optional<responder::Answer> Asking::take(ByteView message) {
  const auto answer = responder::parse_answer(message, keys_);
  const bool is_ours = answer && answer->session.bytes == seen_.session;
  const auto asked = is_ours ? std::ranges::find(asked_, answer->nonce, &Asked::nonce) : asked_.end();
  if (asked == asked_.end()) {
    if (responder::length_on_stream(message)) ++seen_.foreign;
    return std::nullopt;
  }
  if (asked->answered) return std::nullopt;  // the network doubled it
  asked->answered = true;
  note(*answer, *asked);
  return answer;
}

void Asking::note(const responder::Answer& answer, const Asked& asked) {
  ++seen_.answered;
  round_trip_ = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - asked.at);
  ResponderWord word;
  word.sent_from = asked.from;
  word.seen_as = from_wire(answer.source);
  word.sent_to = asked.to;
  word.arrived_at = from_wire(answer.target);
  word.hops_left = answer.hops_left;
  word.clock_ahead = answer.received - asked.sent - std::chrono::floor<std::chrono::milliseconds>(round_trip_ / 2);
  word.clock_refused = answer.status == responder::Status::clock_off;
  word.arrived = answer.arrived;
  word.highest = answer.highest;
  seen_.word = std::move(word);
}

}  // namespace flowvet::probe::far_end
