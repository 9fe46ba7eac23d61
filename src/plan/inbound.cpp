// Roles choose the flows; the flows' ranges are cut where they overlap, so that each port has one entry with all its flows.
#include "flowvet/plan/inbound.hpp"

#include "flowvet/base/suggest.hpp"
#include "plan/candidate.hpp"
#include "plan/flow_words.hpp"
#include "plan/skip_reason.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace flowvet::plan {
namespace {

using catalog::Catalog;
using catalog::Direction;
using catalog::Flow;
using catalog::Transport;

bool meets(const std::vector<RoleId>& roles, const std::set<RoleId>& played) {
  return std::ranges::any_of(roles, [&played](const RoleId& role) { return played.contains(role); });
}

bool arrives(const Flow& flow, const std::set<RoleId>& played) {
  return meets(flow.to, played) || (flow.direction == Direction::both && meets(flow.from, played));
}

bool starts(const Flow& flow, const std::set<RoleId>& played) {
  return meets(flow.from, played) || (flow.direction == Direction::both && meets(flow.to, played));
}

void add_profile(const Catalog& catalog, const RoleId& role, std::set<RoleId>& played) {
  const auto* profile = catalog::find_profile(catalog, role);
  if (profile == nullptr) return;
  played.insert(profile->plays.begin(), profile->plays.end());
  for (const auto& part : profile->parts) played.insert(part.plays.begin(), part.plays.end());
}

/// Sites send to a host what they would send to the roles that it stands in for.
void add_stand_ins(const Catalog& catalog, std::set<RoleId>& played) {
  for (const auto& role : catalog.roles)
    if (played.contains(role.id)) played.insert(role.stands_in_for.begin(), role.stands_in_for.end());
}

std::set<RoleId> roles_played(const Catalog& catalog, const std::vector<RoleId>& roles) {
  std::set<RoleId> played(roles.begin(), roles.end());
  for (const auto& role : roles) add_profile(catalog, role, played);
  add_stand_ins(catalog, played);
  return played;
}

struct Use {
  PortRange ports;
  const FlowId* flow;  ///< null: the user's own
};

/// Cuts the ranges of one transport where they overlap: between two neighbouring cuts all ports have the same uses.
void cut(Transport transport, const std::vector<Use>& uses, std::vector<InboundPorts>& result) {
  std::set<std::uint32_t> cuts;
  for (const auto& use : uses) cuts.insert({use.ports.first, std::uint32_t{use.ports.last} + 1});
  for (auto begin = cuts.begin(); begin != cuts.end() && std::next(begin) != cuts.end(); ++begin) {
    const PortRange piece{static_cast<std::uint16_t>(*begin), static_cast<std::uint16_t>(*std::next(begin) - 1)};
    InboundPorts entry{transport, piece, {}};
    bool used = false;
    for (const auto& use : uses) {
      if (!use.ports.contains(piece.first)) continue;
      used = true;
      if (use.flow && std::ranges::find(entry.flows, *use.flow) == entry.flows.end()) entry.flows.push_back(*use.flow);
    }
    if (used) result.push_back(std::move(entry));
  }
}

using Extra = std::vector<std::pair<Transport, PortRange>>;

std::vector<InboundPorts> ports_of(const std::vector<const Flow*>& flows, const Extra& extra) {
  std::vector<InboundPorts> result;
  for (const auto transport : {Transport::tcp, Transport::udp}) {
    std::vector<Use> uses;
    for (const auto* flow : flows) {
      if (std::ranges::find(flow->transports, transport) == flow->transports.end()) continue;
      for (const auto& ports : flow->ports) uses.push_back({ports, &flow->id});
    }
    for (const auto& [of, ports] : extra)
      if (of == transport) uses.push_back({ports, nullptr});
    cut(transport, uses, result);
  }
  return result;
}

/// A heartbeat is left out of checks because it disturbs a cluster; a responder stands where there is none yet.
std::optional<SkippedFlow> why_left_out(const Flow& flow) {
  if (flow.skip == to_word(SkipReason::heartbeat)) return std::nullopt;
  if (auto skipped = skipped_by_catalog(flow, {})) return skipped;
  const bool has_ports = std::ranges::any_of(flow.transports, [](Transport transport) { return transport != Transport::icmp; });
  return has_ports && flow.ports.empty() ? std::optional(skipped_without_port(flow.id)) : std::nullopt;
}

Result<std::vector<RoleId>> find_roles(const Catalog& catalog, std::span<const std::string> words) {
  std::vector<RoleId> roles;
  Problems problems;
  for (const auto& word : words) {
    const auto* role = catalog::find_role(catalog, word);
    const RoleId id = role ? role->id : RoleId(word);
    if (!role && !catalog::find_profile(catalog, id)) {
      problems.push_back({"unknown role \"" + word + "\"", "", suggestion(word, catalog::role_words(catalog))});
    } else if (std::ranges::find(roles, id) == roles.end()) {
      roles.push_back(id);
    }
  }
  if (!problems.empty()) return problems;
  return roles;
}

std::string names_of(const Catalog& catalog, const std::vector<RoleId>& roles) {
  std::string names;
  for (const auto& role : roles) names += (names.empty() ? "" : &role == &roles.back() ? " and " : ", ") + name_of(catalog, role);
  return names;
}

Result<Extra> read_ports(const std::vector<std::string>& words) {
  Extra extra;
  Problems problems;
  for (const auto& word : words) {
    const auto slash = word.find('/');
    const auto transport = from_word<Transport>(word.substr(0, slash));
    const auto ports = slash == std::string::npos ? std::nullopt : parse_ports(word.substr(slash + 1));
    if (transport && *transport != Transport::icmp && ports)
      extra.emplace_back(*transport, *ports);
    else
      problems.push_back({"\"" + word + "\" is no port", "--port", "for example tcp/8080 or udp/16500-16509"});
  }
  if (!problems.empty()) return problems;
  return extra;
}

/// The flows that arrive, narrowed to those that the user names.
Result<std::vector<const Flow*>> narrow(std::vector<const Flow*> flows, const std::vector<std::string>& words, const std::string& names) {
  if (words.empty()) return flows;
  std::vector<FlowId> ids;
  for (const auto* flow : flows) ids.push_back(flow->id);
  std::set<FlowId> wanted;
  Problems problems;
  for (const auto& word : words) {
    auto named = flows_named_by(word, ids);
    if (named.empty())
      problems.push_back({"no flow to " + names + " is or begins with \"" + word + "\"", "--only", suggestion(word, words_naming(ids))});
    wanted.merge(named);
  }
  if (!problems.empty()) return problems;
  std::erase_if(flows, [&wanted](const Flow* flow) { return !wanted.contains(flow->id); });
  return flows;
}

std::vector<const Flow*> select(const Catalog& catalog, const std::set<RoleId>& played,
                                bool (*matches)(const Flow&, const std::set<RoleId>&)) {
  std::vector<const Flow*> flows;
  for (const auto& flow : catalog.flows)
    if (matches(flow, played)) flows.push_back(&flow);
  return flows;
}

/// Takes away what has no port to listen on; `left_out` gets those that have a reason to be told.
void leave_out(std::vector<const Flow*>& flows, std::vector<SkippedFlow>& left_out) {
  std::erase_if(flows, [&left_out](const Flow* flow) {
    const auto reason = why_left_out(*flow);
    if (reason) left_out.push_back(*reason);
    return reason.has_value() || flow->ports.empty();
  });
}

}  // namespace

Result<Inbound> find_inbound(const Catalog& catalog, std::span<const std::string> roles, const InboundOptions& options) {
  const auto known = find_roles(catalog, roles);
  if (!known) return known.error();
  const auto extra = read_ports(options.ports);
  if (!extra) return extra.error();
  Inbound inbound{*known, names_of(catalog, *known), {}, {}, {}};
  const auto played = roles_played(catalog, *known);
  auto arriving = narrow(select(catalog, played, arrives), options.only_flows, inbound.role_names);
  if (!arriving) return arriving.error();
  leave_out(*arriving, inbound.left_out);
  inbound.ports = ports_of(*arriving, *extra);
  auto starting = select(catalog, played, starts);
  std::vector<SkippedFlow> not_callable;
  leave_out(starting, not_callable);
  inbound.callable = ports_of(starting, *extra);
  if (inbound.ports.empty())
    return Problems{{"no documented port of " + inbound.role_names + " takes connections or datagrams", "",
                     inbound.left_out.empty() ? "open one with --port, for example --port tcp/8080" : inbound.left_out.front().text}};
  return inbound;
}

const InboundPorts* find_ports(std::span<const InboundPorts> list, Transport transport, std::uint16_t port) {
  for (const auto& entry : list)
    if (entry.transport == transport && entry.ports.contains(port)) return &entry;
  return nullptr;
}

}  // namespace flowvet::plan
