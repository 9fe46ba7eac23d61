// The small things that every maker of candidates needs.
#include "plan/candidate.hpp"

#include <utility>

namespace flowvet::plan {

Lane lane_of(const catalog::Flow& flow, catalog::Transport transport, std::vector<PortRange> ports) {
  Lane lane{transport, {}, std::move(ports), std::nullopt};
  if (const auto service = flow.services.find(transport); service != flow.services.end()) lane.service = service->second;
  if (const auto why = flow.unproven.find(transport); why != flow.unproven.end()) lane.unproven = why->second;
  return lane;
}

const site::FlowOverride& override_of(const site::Site& site, const FlowId& id) {
  static const site::FlowOverride nothing;
  const auto found = site.flows.find(id);
  return found == site.flows.end() ? nothing : found->second;
}

std::optional<Proxy> proxy_of(const site::Site& site, const FlowId& flow, const RoleId& to) {
  const auto& [of_flow, of_role] = site.proxies;
  if (const auto own = of_flow.find(flow); own != of_flow.end()) return own->second;
  const auto shared = of_role.find(to);
  return shared == of_role.end() ? std::nullopt : shared->second;
}

std::string name_of(const catalog::Catalog& catalog, const RoleId& id) {
  const auto* role = catalog::find_role(catalog, id.text);
  return role ? role->names.en : id.text;
}

void add_note(std::string& note, const std::string& sentence) {
  if (!note.empty()) note += "; ";
  note += sentence;
}

}  // namespace flowvet::plan
