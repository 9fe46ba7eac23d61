// Everything by which a role can be reached, turned into one flow that must stay closed.
#include "plan/closed_pairs.hpp"

#include "plan/skip_reason.hpp"

#include <algorithm>
#include <array>
#include <bitset>
#include <map>

namespace flowvet::plan {
namespace {

struct Pair {
  std::string section;
  RoleId from;
  RoleId to;
};

std::optional<Pair> parse_pair(const FlowId& id) {
  const auto& text = id.text;
  const auto first = text.find('.');
  const auto second = first == std::string::npos ? first : text.find('.', first + 1);
  if (second == std::string::npos || text.find('.', second + 1) != std::string::npos) return std::nullopt;
  Pair pair{text.substr(0, first), RoleId(text.substr(first + 1, second - first - 1)), RoleId(text.substr(second + 1))};
  if (pair.section.empty() || pair.from.text.empty() || pair.to.text.empty()) return std::nullopt;
  return pair;
}

bool leads_to(const catalog::Flow& flow, const RoleId& role) {
  return std::ranges::find(flow.to, role) != flow.to.end();
}

/// Ports of each transport that a lane already has, so that none is checked twice.
using Taken = std::map<catalog::Transport, std::bitset<65536>>;

/// The ranges without what is taken, which they then are.
std::vector<PortRange> take_free(const std::vector<PortRange>& ranges, std::bitset<65536>& taken) {
  std::vector<PortRange> free;
  for (const auto& range : ranges)
    for (std::uint32_t number = range.first; number <= range.last; ++number) {
      const auto port = static_cast<std::uint16_t>(number);
      if (taken.test(port)) continue;
      taken.set(port);
      if (!free.empty() && free.back().last + 1U == number)
        free.back().last = port;
      else
        free.push_back({port, port});
    }
  return free;
}

void add_lanes(std::vector<Lane>& lanes, Taken& taken, const catalog::Flow& flow, const site::FlowOverride& over) {
  for (const auto transport : flow.transports) {
    if (transport == catalog::Transport::icmp) continue;
    const auto moved = over.ports.find(transport);
    auto free = take_free(moved == over.ports.end() ? flow.ports : moved->second, taken[transport]);
    if (!free.empty()) lanes.push_back(lane_of(flow, transport, std::move(free)));
  }
}

/// What cannot be probed, or must not be, is left out here too; that a loopback listener is closed to others can be shown.
bool can_be_probed(const catalog::Flow& flow) {
  return flow.skip.empty() || flow.skip == to_word(SkipReason::loopback_only);
}

/// An empty section means the whole catalog.
std::vector<Lane> lanes_towards(const catalog::Catalog& catalog, const site::Site& site, const std::string& section, const RoleId& to) {
  std::vector<Lane> lanes;
  Taken taken;
  for (const auto& flow : catalog.flows)
    if ((section.empty() || flow.section == section) && leads_to(flow, to) && can_be_probed(flow))
      add_lanes(lanes, taken, flow, override_of(site, flow.id));
  return lanes;
}

Candidate make_candidate(const catalog::Catalog& catalog, const site::Site& site, const FlowId& id, const Pair& pair) {
  Candidate candidate;
  candidate.flow.id = id;
  candidate.flow.purpose = {"No documented flow joins these two: nothing may get through.",
                            "文書化された通信がない組み合わせであり、どのポートにも到達できてはなりません。"};
  candidate.flow.from = {pair.from};
  candidate.flow.to = {pair.to};
  candidate.expect = candidate.wanted = site::Expect::closed;
  candidate.lanes = lanes_towards(catalog, site, pair.section, pair.to);
  if (candidate.lanes.empty()) candidate.lanes = lanes_towards(catalog, site, {}, pair.to);
  const auto& over = override_of(site, id);
  if (over.need == catalog::Need::optional) candidate.flow.weight = Weight::optional;
  if (!over.skip.empty())
    candidate.skipped = skipped_by_site(id, over);
  else if (candidate.lanes.empty())
    candidate.skipped = SkippedFlow{id, SkipReason::no_port, "no port is documented by which " + pair.to.text + " could be reached"};
  return candidate;
}

}  // namespace

Result<std::vector<Candidate>> closed_pairs(const catalog::Catalog& catalog, const site::Site& site, const SourceHost& host) {
  std::vector<Candidate> candidates;
  Problems problems;
  for (const auto& id : site.closed_pairs) {
    const auto pair = parse_pair(id);
    if (!pair) {
      problems.push_back({"\"" + id.text + "\" is not <section>.<from>.<to>", "expect", ""});
    } else if (const auto* part = host.part_of({pair->from}); pair->from == host.profile->id || (part && part->state != Switch::off)) {
      candidates.push_back(make_candidate(catalog, site, id, *pair));
    }
  }
  if (!problems.empty()) return problems;
  return candidates;
}

}  // namespace flowvet::plan
