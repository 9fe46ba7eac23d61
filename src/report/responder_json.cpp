// Keys are those of the structs; addresses with their ports.
#include "report/responder_json.hpp"

namespace flowvet::report {
namespace {

using Json = nlohmann::ordered_json;

Json end_json(const probe::SocketAddress& end) {
  return {{"address", to_text(end.address)}, {"port", end.port}};
}

probe::SocketAddress read_end(const LenientNode& node) {
  return {node.at("address").address(), node.at("port").whole<std::uint16_t>()};
}

Json word_json(const std::optional<probe::ResponderWord>& word) {
  if (!word) return nullptr;
  return {{"sent_from", end_json(word->sent_from)},
          {"seen_as", end_json(word->seen_as)},
          {"sent_to", end_json(word->sent_to)},
          {"arrived_at", end_json(word->arrived_at)},
          {"hops_left", word->hops_left > 0 ? Json(word->hops_left) : Json(nullptr)},
          {"clock_ahead_ms", word->clock_ahead.count()},
          {"clock_refused", word->clock_refused},
          {"arrived", word->arrived},
          {"highest", word->highest}};
}

probe::ResponderWord read_word(const LenientNode& node) {
  probe::ResponderWord word;
  word.sent_from = read_end(node.at("sent_from"));
  word.seen_as = read_end(node.at("seen_as"));
  word.sent_to = read_end(node.at("sent_to"));
  word.arrived_at = read_end(node.at("arrived_at"));
  if (const auto left = node.at("hops_left"); !left.is_null()) word.hops_left = left.whole<std::uint8_t>();
  word.clock_ahead = std::chrono::round<std::chrono::milliseconds>(node.at("clock_ahead_ms").milliseconds());
  word.clock_refused = node.at("clock_refused").flag();
  word.arrived = node.at("arrived").whole<int>();
  word.highest = node.at("highest").whole<int>();
  return word;
}

Json of_port_json(const std::optional<probe::PortWord>& word) {
  if (!word) return nullptr;
  return {{"held", word->held}, {"translated", word->translated}, {"arrived", word->arrived}};
}

Json call_back_json(const std::optional<probe::CallBackSeen>& seen) {
  if (!seen) return nullptr;
  return {{"opened_here", seen->opened_here}, {"arrived", seen->arrived}, {"asked", seen->asked}, {"denied", seen->denied}};
}

}  // namespace

nlohmann::ordered_json responder_json(const probe::ResponderSeen& seen) {
  return {{"asked", seen.asked},
          {"answered", seen.answered},
          {"foreign", seen.foreign},
          {"word", word_json(seen.word)},
          {"of_port", of_port_json(seen.of_port)},
          {"call_back", call_back_json(seen.call_back)}};
}

probe::ResponderSeen read_responder(const LenientNode& node) {
  probe::ResponderSeen seen;
  seen.asked = node.at("asked").whole<int>();
  seen.answered = node.at("answered").whole<int>();
  seen.foreign = node.at("foreign").whole<int>();
  if (const auto word = node.at("word"); !word.is_null()) seen.word = read_word(word);
  if (const auto word = node.at("of_port"); !word.is_null())
    seen.of_port = probe::PortWord{word.at("held").flag(), word.at("translated").flag(), word.at("arrived").whole<int>()};
  if (const auto call = node.at("call_back"); !call.is_null())
    seen.call_back = probe::CallBackSeen{call.at("opened_here").flag(), call.at("arrived").flag(), call.at("asked").whole<int>(),
                                         call.at("denied").flag()};
  return seen;
}

}  // namespace flowvet::report
