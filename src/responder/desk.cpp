// The order of the questions: the tag first, so that nothing that a stranger sends is remembered or counted against a client.
#include "responder/desk.hpp"

#include <algorithm>

namespace flowvet::responder {
namespace {

Answer answer_to(const Ask& ask, const Arrival& arrival, WallTime now) {
  Answer answer;
  answer.session = ask.session;
  answer.nonce = ask.nonce;
  answer.received = now;
  answer.source = arrival.source;
  answer.target = arrival.target;
  answer.hops_left = arrival.hops_left;
  answer.ask_size = ask.size;
  answer.size = std::max<std::uint16_t>(ask.answer_size, smallest_message);
  return answer;
}

bool is_off(WallTime sent, WallTime now) {
  return sent < now - clock_window || sent > now + clock_window;
}

}  // namespace

Desk::Desk(const Keys& keys, std::vector<plan::InboundPorts> callable, Holds holds, Limits limits)
    : keys_(keys), callable_(std::move(callable)), holds_(std::move(holds)), limits_(std::move(limits)) {}

Decision Desk::take(ByteView bytes, const Arrival& arrival, WallTime now, SteadyTime steady) {
  const auto ask = parse_ask(bytes, keys_);
  if (!ask) return {};
  auto answer = answer_to(*ask, arrival, now);
  if (is_off(ask->sent, now)) return refuse(std::move(answer), Status::clock_off, steady);
  const auto seen = limits_.nonces.see(ask->nonce, ask->sent, now);
  if (seen == Seen::replay) return {Caller::replay, std::nullopt, std::nullopt};
  if (ask->verb != Verb::look) {
    const auto arrived = counts_.count(ask->session, arrival.transport, arrival.target.port, ask->sequence);
    answer.arrived = arrived.different;
    answer.highest = arrived.highest;
  }
  if (seen == Seen::full) return refuse(std::move(answer), Status::busy, steady);
  return consider(*ask, std::move(answer), steady);
}

Decision Desk::consider(const Ask& ask, Answer answer, SteadyTime steady) {
  if (!limits_.asks.admit(answer.source.address, steady)) return refuse(std::move(answer), Status::busy, steady);
  switch (ask.verb) {
    case Verb::probe:
      return {Caller::client, std::move(answer), std::nullopt};
    case Verb::call_back:
      return call_back(ask, std::move(answer), steady);
    case Verb::look:
      return look(ask, std::move(answer));
    case Verb::unknown:
      break;
  }
  return refuse(std::move(answer), Status::unsupported, steady);
}

Decision Desk::call_back(const Ask& ask, Answer answer, SteadyTime steady) {
  if (plan::find_ports(callable_, ask.call_back->transport, ask.call_back->port) == nullptr)
    return refuse(std::move(answer), Status::not_documented, steady);
  if (!limits_.call_backs.admit(answer.source.address, steady)) return refuse(std::move(answer), Status::busy, steady);
  return {Caller::client, std::move(answer), ask.call_back};
}

Decision Desk::look(const Ask& ask, Answer answer) const {
  const auto& [transport, port, greet] = *ask.call_back;
  const auto arrived = counts_.counted(ask.session, transport, port);
  answer.arrived = arrived.different;
  answer.highest = arrived.highest;
  if (!holds_(transport, {answer.target.address, port})) answer.status = Status::not_open;
  return {Caller::client, std::move(answer), std::nullopt, true};
}

/// Silence would look like the network's doing, so refusals are answered, as long as there are not too many.
Decision Desk::refuse(Answer answer, Status status, SteadyTime steady) {
  if (!limits_.refusals.admit(answer.source.address, steady)) return {Caller::client, std::nullopt, std::nullopt};
  answer.status = status;
  return {Caller::client, std::move(answer), std::nullopt};
}

}  // namespace flowvet::responder
