// Routers answer few ICMP errors a second (Linux: six, then one a second to each peer), so a question is worth something: the
// host's own distance is read off its answer's hop limit and then tried, instead of asking at every hop.
#include "probe/path/survey.hpp"

#include "flowvet/base/hop_limit.hpp"
#include "probe/path/together.hpp"

#include <algorithm>

namespace flowvet::probe::path {

using namespace std::chrono_literals;

namespace {

// Routers answer from a slower processor than the one that forwards.
constexpr auto slack = 30ms;
constexpr auto shortest_patience = 60ms;
// A question and its answer may both be lost; at 30 % each way one of three comes through in 87 % of cases.
constexpr int tries = 3;
constexpr std::uint8_t echo_width = 8;
// By old custom the first port of traceroute(8): nothing listens there.
constexpr std::uint16_t unused_port = 33434;

bool is_final(const HopAnswer& answer) {
  return answer.sign == HopSign::answered || answer.sign == HopSign::reset || answer.sign == HopSign::unreachable;
}

Task<void> ask_all(Asker& asker, Survey& survey, std::vector<std::uint8_t> limits) {
  Together together(asker.loop());
  for (const std::uint8_t hops : limits) together.start(ask(asker, survey, {hops, 0}));
  co_await together.all_done();
}

/// The distance that the hop limit of the host's answers suggests, if their way is as long as ours.
std::uint8_t likely_distance(const Trace& trace) {
  for (const HopAnswer& answer : trace.answers) {
    const std::uint8_t left = answer.icmp ? answer.icmp->hops_left : answer.hops_left;
    if (is_final(answer) && left > 0) return static_cast<std::uint8_t>(initial_hop_limit(left) - left + 1);
  }
  return 0;
}

/// Asks with one hop limit until somebody answers.
Task<void> ask_again(Asker& asker, Survey& survey, std::uint8_t hops) {
  for (int tried = 0; tried < tries; ++tried) {
    std::vector<std::uint8_t> limits(1, hops);
    co_await ask_all(asker, survey, std::move(limits));
    if (survey.trace.answers.empty() || survey.trace.answers.back().sign != HopSign::nothing) co_return;
  }
}

}  // namespace

Survey by_echo(std::string name, const IpAddress& address, std::chrono::milliseconds patience) {
  return {{.name = std::move(name), .address = address, .port = 0}, {catalog::Transport::icmp, 0, {}}, patience, most_hops};
}

Survey by_datagram(std::string name, const IpAddress& address, std::chrono::milliseconds patience) {
  return {
      {.name = std::move(name), .address = address, .port = unused_port}, {catalog::Transport::udp, unused_port, {}}, patience, most_hops};
}

bool is_impossible(const Trace& trace) {
  return std::ranges::all_of(trace.answers, [](const HopAnswer& answer) { return answer.sign == HopSign::failed; });
}

std::chrono::microseconds slowest(const Trace& trace) {
  std::chrono::microseconds longest{};
  for (const HopAnswer& answer : trace.answers) longest = std::max(longest, answer.rtt);
  return longest;
}

std::chrono::milliseconds patience_for(std::chrono::microseconds rtt, std::chrono::milliseconds most) {
  const auto wanted = std::chrono::ceil<std::chrono::milliseconds>(3 * rtt) + slack;
  return std::min(std::max<std::chrono::milliseconds>(wanted, shortest_patience), most);
}

Task<void> scan(Asker& asker, Survey& survey, std::uint8_t first, std::uint8_t width) {
  while (first <= survey.most && !asker.loop().deadlines.is_cut()) {
    const auto last = static_cast<std::uint8_t>(std::min(first + width - 1, int{survey.most}));
    std::vector<std::uint8_t> limits;
    for (int hops = first; hops <= last; ++hops) limits.push_back(static_cast<std::uint8_t>(hops));
    const std::size_t before = survey.trace.answers.size();
    co_await ask_all(asker, survey, std::move(limits));
    const auto news = std::span(survey.trace.answers).subspan(before);
    const bool ended = std::ranges::any_of(news, is_final);
    const bool silent = std::ranges::all_of(news, [](const HopAnswer& answer) { return answer.sign != HopSign::expired; });
    if (ended || silent) co_return;
    first = static_cast<std::uint8_t>(last + 1);
  }
}

Task<void> compare(Asker& asker, Survey& survey) {
  std::vector<std::uint8_t> unlimited(2, 0);  // two at once: one may be lost
  co_await ask_all(asker, survey, std::move(unlimited));
  if (const std::uint8_t likely = likely_distance(survey.trace); likely > 0) {
    survey.patience = patience_for(slowest(survey.trace), survey.patience);
    co_await ask_again(asker, survey, likely);
    if (host_distance(survey.trace, survey.target.address) > 0) co_return;
  }
  co_await scan(asker, survey, 1, echo_width);
}

Task<void> confirm(Asker& asker, Survey& survey) {
  const std::uint8_t distance = host_distance(survey.trace, survey.target.address);
  if (distance < 2 || passes(survey.trace, distance - 1U)) co_return;
  co_await ask_again(asker, survey, static_cast<std::uint8_t>(distance - 1));
}

}  // namespace flowvet::probe::path
