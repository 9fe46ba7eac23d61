// Mappers that say the same are named together.
#include "report/mapped_ports.hpp"

#include "flowvet/base/text.hpp"
#include "report/evidence_words.hpp"
#include "report/findings.hpp"

#include <algorithm>
#include <set>

namespace flowvet::report {
namespace {

constexpr const char* interfaces_fact = "rpc.interfaces";
constexpr const char* outside_fact = "rpc.outside";
// One process may serve dozens; those with a name come first.
constexpr std::size_t interfaces_in_a_fact = 6;
constexpr std::size_t hosts_in_a_note = 3;
constexpr std::size_t ports_in_a_note = 6;

using Ports = std::set<std::uint16_t>;

bool is_documented(const plan::MappedPorts& mapped, std::uint16_t port) {
  return std::ranges::any_of(mapped.documented, [port](const PortRange& range) { return range.contains(port); });
}

std::string documented_text(const plan::MappedPorts& mapped) {
  std::vector<std::string> ranges;
  for (const auto& range : mapped.documented) ranges.push_back(to_text(range));
  return joined(ranges, ranges.size());
}

std::vector<std::string> names_of(std::vector<RpcEndpoint> endpoints) {
  std::ranges::stable_partition(endpoints, [](const RpcEndpoint& endpoint) { return has_name(endpoint.served); });
  std::ranges::stable_partition(endpoints, [](const RpcEndpoint& endpoint) { return is_needed(endpoint.served); });
  std::vector<std::string> names;
  for (const auto& endpoint : endpoints)
    if (auto name = name_of(endpoint.served); std::ranges::find(names, name) == names.end()) names.push_back(std::move(name));
  return names;
}

const std::string* find_fact(const CheckReport& check, std::string_view name) {
  const auto found = std::ranges::find(check.facts, name, &probe::Fact::first);
  return found == check.facts.end() ? nullptr : &found->second;
}

std::string in_words(const Ports& ports) {
  std::vector<std::string> names;
  for (const auto port : ports) names.push_back(std::to_string(port));
  return (names.size() == 1 ? "port " : "ports ") + joined(names, ports_in_a_note);
}

std::string count_in_words(std::size_t named, std::size_t checked) {
  if (checked == named)
    return named == 1 ? "names 1 port, which was checked" : "names " + std::to_string(named) + " ports, which were checked";
  return "names " + std::to_string(named) + " ports, of which " + std::to_string(checked) + " were checked";
}

/// What one mapper said, at one address, and what that led to.
std::string mapper_in_words(const plan::MappedPorts& mapped, const probe::Observation& mapper, const probe::ProbeResult& followers) {
  Ports named, checked, outside;
  for (const auto& endpoint : mapper.endpoints)
    if (endpoint.port != 0 && endpoint.port != mapper_port) named.insert(endpoint.port);
  for (const auto& seen : followers.observations)
    if (seen.address == mapper.address) checked.insert(seen.port);
  if (named.empty()) {
    const auto* attempt = judge::deciding_attempt(mapper);
    const auto why = attempt ? " (" + attempt_in_words(*attempt, catalog::Transport::tcp) + ")" : std::string{};
    return "names no port" + why + ", so " + std::to_string(checked.size()) + " of the range were checked";
  }
  for (const auto port : named)
    if (!is_documented(mapped, port)) outside.insert(port);
  auto text = count_in_words(named.size(), checked.size());
  if (!outside.empty())
    text += "; " + in_words(outside) + " outside " + documented_text(mapped) + ": rules for the documented range do not let it through";
  return text;
}

/// Hosts by what their mappers said, in the order in which that was said first.
class Sayings {
 public:
  void add(const std::string& saying, std::string host) {
    auto found = std::ranges::find(list_, saying, &Saying::first);
    if (found == list_.end()) found = list_.insert(list_.end(), {saying, {}});
    if (std::ranges::find(found->second, host) == found->second.end()) found->second.push_back(std::move(host));
  }

  [[nodiscard]] std::string text() const {
    std::string text;
    for (const auto& [saying, hosts] : list_)
      text += (text.empty() ? "the endpoint mapper of " : "; that of ") + joined(hosts, hosts_in_a_note) + " " + saying;
    return text;
  }

 private:
  using Saying = std::pair<std::string, std::vector<std::string>>;
  std::vector<Saying> list_;
};

const probe::ProbeResult* result_of(const probe::Observations& observations, std::size_t probe) {
  return probe < observations.size() && observations[probe] ? &*observations[probe] : nullptr;
}

}  // namespace

std::vector<probe::Fact> named_port_facts(const plan::Probe& probe, const probe::Observation& seen) {
  if (!probe.mapped || seen.endpoints.empty()) return {};
  std::vector<probe::Fact> facts{{interfaces_fact, joined(names_of(seen.endpoints), interfaces_in_a_fact)}};
  if (!is_documented(*probe.mapped, seen.port)) facts.emplace_back(outside_fact, documented_text(*probe.mapped));
  return facts;
}

std::string named_port_in_words(const CheckReport& check) {
  const auto* interfaces = find_fact(check, interfaces_fact);
  const auto* outside = find_fact(check, outside_fact);
  if (interfaces == nullptr) return {};
  return "; the endpoint mapper names " + escape_peer_text(*interfaces) + " here" +
         (outside == nullptr ? std::string{} : ", outside the documented " + escape_peer_text(*outside));
}

std::string mapped_ports_note(const plan::Plan& plan, const plan::PlannedFlow& flow, const probe::Observations& observations) {
  Sayings sayings;
  for (const auto& check : flow.checks) {
    const auto& probe = plan.probes.at(check.probe);
    if (!probe.mapped) continue;
    const auto* mappers = result_of(observations, probe.mapped->mapper);
    const auto* followers = result_of(observations, check.probe);
    if (mappers == nullptr || followers == nullptr) continue;
    for (const auto& mapper : mappers->observations)
      if (!mapper.cut) sayings.add(mapper_in_words(*probe.mapped, mapper, *followers), host_label(probe.host, to_text(mapper.address)));
  }
  return sayings.text();
}

}  // namespace flowvet::report
