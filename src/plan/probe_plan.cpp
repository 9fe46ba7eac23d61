// SERVICE becomes one lane for each transport, HOST[:PORT] or the catalog gives their ports, and the lanes become probes.
#include "flowvet/plan/probe_plan.hpp"

#include "base/host_name.hpp"
#include "base/host_port.hpp"
#include "flowvet/base/suggest.hpp"
#include "flowvet/plan/usual_ports.hpp"
#include "plan/probe_table.hpp"

#include <algorithm>
#include <array>
#include <iterator>

namespace flowvet::plan {
namespace {

using catalog::Transport;

constexpr const char* service_place = "SERVICE";
constexpr const char* host_place = "HOST";

/// What is wanted over one transport.
struct Wanted {
  Transport transport = Transport::tcp;
  std::string_view service;
  std::string_view title;
  std::vector<std::uint16_t> ports;
};

/// The words of a transport alone: nothing is asked, but for ICMP, where an echo is the least that can be.
constexpr std::array plain_probes{Service{"", Transport::tcp, "TCP connection"}, Service{"", Transport::udp, "empty UDP datagram"},
                                  Service{"echo", Transport::icmp, "ICMP echo"}};

std::string with_transport(const Service& service) {
  return std::string{service.name} + "/" + std::string{to_word(service.transport)};
}

std::vector<Wanted> wanted_by(std::string_view word, std::span<const Service> services) {
  std::vector<Wanted> lanes;
  for (const auto& plain : plain_probes)
    if (word == to_word(plain.transport)) lanes.push_back({plain.transport, plain.name, plain.title, {}});
  for (const auto& service : services)
    if (word == service.name || word == with_transport(service)) lanes.push_back({service.transport, service.name, service.title, {}});
  return lanes;
}

/// Every word that stands for a service.
std::vector<std::string> known_words(std::span<const Service> services) {
  std::vector<std::string> words;
  for (const auto& plain : plain_probes) words.emplace_back(to_word(plain.transport));
  for (const auto& service : services) {
    if (std::ranges::find(words, service.name) == words.end()) words.emplace_back(service.name);
    words.push_back(with_transport(service));
  }
  return words;
}

/// A known name before a transport that it does not have is not mistyped.
Problem unknown_service(const std::string& word, std::span<const Service> services) {
  const auto words = known_words(services);
  std::vector<std::string> same_name;
  std::ranges::copy_if(words, std::back_inserter(same_name),
                       [name = word.substr(0, word.find('/')) + "/"](const std::string& known) { return known.starts_with(name); });
  const auto near = suggestion(word, same_name.empty() ? words : same_name);
  return {"unknown service \"" + word + "\"", service_place, near.empty() ? "see `flowvet probe --list`" : near};
}

// --- ports

std::string in_words(const std::vector<PortRange>& ports) {
  std::string text;
  for (const auto& range : ports) text += (text.empty() ? "" : ", ") + to_text(range);
  return text;
}

Problem port_needed(const std::string& why, const std::string& host) {
  const bool has_colon = host.find(':') != std::string::npos;
  return {why, host_place, "write " + (has_colon ? "[" + host + "]" : host) + ":PORT"};
}

/// Fills in the lane's ports, and `match` where they are alternatives. The problem, where no port can be meant.
std::optional<Problem> add_ports(Wanted& lane, catalog::Match& match, const catalog::Catalog& catalog, const base::HostPort& target) {
  if (lane.transport == Transport::icmp) {
    lane.ports = {0};  // an echo has none; Probe::port is then 0
    return target.port ? std::optional(Problem{"an ICMP echo has no port", host_place, "write " + target.host}) : std::nullopt;
  }
  if (target.port) {
    lane.ports = {*target.port};
    return std::nullopt;
  }
  if (lane.service.empty()) return port_needed("the port is missing", target.host);
  const auto usual = usual_ports(catalog, lane.service, lane.transport);
  const auto name = "\"" + std::string{lane.service} + "\"";
  if (usual.ports.empty()) return port_needed("no port is documented for " + name, target.host);
  for (const auto& range : usual.ports) {
    if (range.size() > 1) return port_needed("no single port is documented for " + name + ", but " + in_words(usual.ports), target.host);
    lane.ports.push_back(range.first);
  }
  if (usual.match == catalog::Match::any) match = catalog::Match::any;
  return std::nullopt;
}

// --- the plan

PlannedFlow flow_for(const Wanted& first) {
  const auto name = std::string{first.service.empty() ? to_word(first.transport) : first.service};
  const auto title = std::string{first.title};
  PlannedFlow flow;
  flow.id = FlowId{std::string{by_hand_role} + "." + name};
  flow.purpose = {"Asked for by hand: " + title, "手動での確認: " + title};
  return flow;
}

Probe probe_for(const Wanted& lane, const ByHand& by_hand, const std::string& host, const PlanOptions& options) {
  const bool asks = !options.connect_only || lane.transport == Transport::icmp;
  Probe probe;
  probe.host = host;
  probe.server_name = by_hand.server_name;
  probe.transport = lane.transport;
  probe.service = asks ? lane.service : std::string_view{};
  probe.timeout = options.timeout;
  probe.attempts = options.attempts;
  probe.record = by_hand.record;
  return probe;
}

}  // namespace

Result<Plan> make_probe_plan(const catalog::Catalog& catalog, std::span<const Service> services, const ByHand& by_hand,
                             const PlanOptions& options) {
  Problems problems;
  auto lanes = wanted_by(by_hand.service, services);
  if (lanes.empty()) problems.push_back(unknown_service(by_hand.service, services));
  const auto target = base::parse_host_port(by_hand.target, host_place);
  if (!target) std::ranges::copy(target.error(), std::back_inserter(problems));
  const auto flaw = by_hand.server_name.empty() ? std::nullopt : flaw_of_host(by_hand.server_name);
  if (flaw) problems.push_back({"\"" + by_hand.server_name + "\" " + flaw->what, "--server-name", flaw->hint});
  if (!problems.empty()) return problems;

  auto flow = flow_for(lanes.front());
  ProbeTable probes(services);
  for (auto& lane : lanes) {
    if (auto problem = add_ports(lane, flow.match, catalog, *target)) return Problems{*std::move(problem)};
    for (const auto index : probes.add(probe_for(lane, by_hand, target->host, options), lane.ports))
      flow.checks.push_back({index, RoleId{}, options.expect});
  }
  Plan plan;
  plan.role = RoleId{std::string{by_hand_role}};
  plan.role_name = "one service by hand";
  plan.probes = probes.take();
  plan.flows = {std::move(flow)};
  return plan;
}

}  // namespace flowvet::plan
