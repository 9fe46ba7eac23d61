// Translation of addresses, distance, clocks and losses, each said only where there is something to say.
#include "report/responder_words.hpp"

#include "flowvet/base/hop_limit.hpp"
#include "flowvet/judge/responder_word.hpp"
#include "report/findings.hpp"
#include "report/layout.hpp"
#include "report/time_text.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

namespace flowvet::report {
namespace {

using probe::ResponderSeen;
using probe::ResponderWord;
using probe::SocketAddress;

constexpr std::size_t hosts_in_a_line = 4;
// A clock read over a network is never exact; below this it is of no use to anybody.
constexpr std::chrono::milliseconds worth_telling = std::chrono::seconds{2};

void add(std::string& text, const std::string& sentence) {
  if (!sentence.empty()) text += (text.empty() ? "" : "; ") + sentence;
}

std::string to_text(const SocketAddress& end) {
  const auto address = flowvet::to_text(end.address);
  return (end.address.family == Family::v6 ? "[" + address + "]" : address) + ":" + std::to_string(end.port);
}

/// Addresses compare without their zones, which the other host does not know.
bool is_same(const IpAddress& ours, const IpAddress& theirs) {
  return ours.family == theirs.family && ours.bytes == theirs.bytes;
}

std::string translation_in_words(const ResponderWord& word) {
  std::string text;
  if (!is_same(word.sent_from.address, word.seen_as.address))
    add(text, "NAT: seen as " + to_text(word.seen_as) + ", sent from " + to_text(word.sent_from));
  else if (word.sent_from.port != word.seen_as.port)
    add(text, "NAT: our port " + std::to_string(word.sent_from.port) + " is seen as " + std::to_string(word.seen_as.port));
  if (!is_same(word.sent_to.address, word.arrived_at.address) || word.sent_to.port != word.arrived_at.port)
    add(text, "NAT: what is sent to " + to_text(word.sent_to) + " arrives at " + to_text(word.arrived_at));
  return text;
}

std::string distance_in_words(std::uint8_t hops_left) {
  const unsigned routers = hops_left == 0 ? 0 : initial_hop_limit(hops_left) - hops_left;
  if (routers == 0) return {};
  return counted(routers, "router") + " on the way there";
}

std::string clock_in_words(const ResponderWord& word) {
  const auto off = std::chrono::abs(word.clock_ahead);
  if (off < worth_telling) return {};
  const auto text = "its clock is " + to_reading_text(off) + (word.clock_ahead.count() > 0 ? " ahead of" : " behind") + " ours";
  return word.clock_refused ? text + ", too much for it to call back" : text;
}

/// Datagrams of all checks of one host.
struct Datagrams {
  int sent = 0, arrived = 0, answered = 0;
};

std::string loss_in_words(const Datagrams& seen) {
  const auto text = counted(static_cast<std::size_t>(seen.sent), "datagram") + " sent, " + std::to_string(seen.arrived) + " arrived, " +
                    std::to_string(seen.answered) + " answered";
  const int lost_there = seen.sent - seen.arrived, lost_back = seen.arrived - seen.answered;
  if (lost_there == 0 && lost_back == 0) return text;
  return text + ": " + std::to_string(lost_there) + " lost on the way there, " + std::to_string(lost_back) + " on the way back";
}

/// How many of the check's datagrams had arrived, as far as any answer told.
int arrived_of(const ResponderSeen& seen) {
  return seen.word ? seen.word->arrived : seen.of_port ? seen.of_port->arrived : 0;
}

/// Counts where an answer, or the word about the port, tells what arrived.
std::optional<Datagrams> datagrams_of(const CheckReport& check) {
  const auto& seen = check.responder;
  if (!seen || check.transport != catalog::Transport::udp || seen->asked == 0) return std::nullopt;
  if (!seen->word && judge::closed_way(&*seen) == judge::ClosedWay::unknown) return std::nullopt;
  return Datagrams{seen->asked, std::min(arrived_of(*seen), seen->asked), seen->answered};
}

struct Host {
  std::string translation, distance, clock;
  Datagrams datagrams;
};

void learn(Host& host, const CheckReport& check) {
  if (const auto counts = datagrams_of(check)) {
    host.datagrams.sent += counts->sent;
    host.datagrams.arrived += counts->arrived;
    host.datagrams.answered += counts->answered;
  }
  const auto& word = check.responder->word;
  if (!word) return;
  if (host.translation.empty()) host.translation = translation_in_words(*word);
  if (host.distance.empty()) host.distance = distance_in_words(word->hops_left);
  if (host.clock.empty()) host.clock = clock_in_words(*word);
}

bool has_word(const CheckReport& check) {
  return check.way == plan::Way::forward && check.responder && (check.responder->word || check.responder->of_port);
}

/// By text, in the order in which it first came.
template <class Value>
using InOrder = std::vector<std::pair<std::string, Value>>;

template <class Value>
Value& of(InOrder<Value>& entries, const std::string& text) {
  const auto found = std::ranges::find(entries, text, &std::pair<std::string, Value>::first);
  return found == entries.end() ? entries.emplace_back(text, Value{}).second : found->second;
}

std::string host_in_words(const Host& host) {
  std::string text = host.translation;
  add(text, host.distance);
  if (host.datagrams.sent > 0) add(text, loss_in_words(host.datagrams));
  add(text, host.clock);
  return text;
}

// Its silence may be the network's, or that of a service which was never installed or never answers.
constexpr std::string_view nobody_to_tell = "; no responder answered on any port of this address, so nobody tells who holds this one";

std::string of_port_in_words(const CheckReport& check, const ResponderSeen& seen) {
  if (!seen.of_port) return check.transport == catalog::Transport::udp ? std::string(nobody_to_tell) : std::string{};
  if (seen.of_port->translated) return "; a responder answers on other ports of this address, which is translated on the way";
  if (!seen.of_port->held) return "; the responder there does not hold this port";
  const auto asked = counted(static_cast<std::size_t>(seen.asked), "ask");
  const auto holds = "; the responder there holds this port, and of " + asked + " ";
  switch (judge::closed_way(&seen)) {
    case judge::ClosedWay::there:
      return holds + "none arrived: the way there is closed";
    case judge::ClosedWay::back:
      return holds + std::to_string(seen.of_port->arrived) + " arrived, but no answer came back: the way back is closed";
    case judge::ClosedWay::unknown:
      break;
  }
  return "; the responder there holds this port";
}

std::string call_back_in_words(const probe::CallBackSeen& seen) {
  if (seen.denied) return "; the responder does not call this port: it is not documented for its role";
  if (seen.asked == 0) return "; no responder of that host answered, so nobody could be asked to call back";
  if (!seen.opened_here) return "; a program of this host holds the port, so only the responder can tell";
  return {};
}

}  // namespace

std::string with_responder(const CheckReport& check) {
  if (!check.responder) return {};
  const auto& seen = *check.responder;
  if (seen.call_back) return call_back_in_words(*seen.call_back);
  if (seen.answered == 0) return of_port_in_words(check, seen);
  const auto counts = datagrams_of(check);
  return counts && counts->sent > counts->answered ? "; " + loss_in_words(*counts) : std::string{};
}

std::vector<ResponderLine> responder_lines(const Report& report) {
  InOrder<Host> hosts;
  std::set<std::tuple<std::string, catalog::Transport, std::uint16_t>> told;  // flows share their checks
  for (const auto& flow : report.flows)
    for (const auto& check : flow.checks)
      if (const auto label = host_label(check); has_word(check) && told.emplace(label, check.transport, check.port).second)
        learn(of(hosts, label), check);
  InOrder<std::vector<std::string>> lines;
  for (const auto& [label, host] : hosts) of(lines, host_in_words(host)).push_back(label);
  std::vector<ResponderLine> result;
  for (const auto& [text, labels] : lines)
    if (!text.empty()) result.push_back({joined(labels, hosts_in_a_line), text});
  return result;
}

}  // namespace flowvet::report
