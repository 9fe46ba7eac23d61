// Builders for catalogs in memory.
#include "support/catalog_builder.hpp"

#include <sstream>
#include <stdexcept>

namespace flowvet::test {
namespace {

std::vector<PortRange> ranges(std::string_view text) {
  std::vector<PortRange> result;
  for (const auto& word : words(text)) {
    const auto range = parse_ports(word);
    if (!range) throw std::logic_error("not a port or a range: " + word);
    result.push_back(*range);
  }
  return result;
}

}  // namespace

std::vector<std::string> words(std::string_view text) {
  std::istringstream stream{std::string(text)};
  std::vector<std::string> result;
  for (std::string word; stream >> word;) result.push_back(word);
  return result;
}

FlowBuilder::FlowBuilder(std::string_view id) {
  flow_.id = FlowId(std::string(id));
  std::istringstream parts{std::string(id)};
  std::string from_role, to_role;
  std::getline(parts, flow_.section, '.');
  std::getline(parts, from_role, '.');
  std::getline(parts, to_role, '.');
  from(from_role).to(to_role).tcp("80");
}

FlowBuilder& FlowBuilder::from(std::string_view roles) {
  flow_.from = ids<RoleId>(roles);
  return *this;
}

FlowBuilder& FlowBuilder::to(std::string_view roles) {
  flow_.to = ids<RoleId>(roles);
  return *this;
}

FlowBuilder& FlowBuilder::only(catalog::Transport transport, std::string_view ports, std::string service) {
  flow_.transports = {transport};
  flow_.ports = ranges(ports);
  flow_.services = {{transport, std::move(service)}};
  return *this;
}

FlowBuilder& FlowBuilder::tcp(std::string_view ports, std::string service) {
  return only(catalog::Transport::tcp, ports, std::move(service));
}

FlowBuilder& FlowBuilder::udp(std::string_view ports, std::string service) {
  return only(catalog::Transport::udp, ports, std::move(service));
}

FlowBuilder& FlowBuilder::icmp(std::string service) {
  return only(catalog::Transport::icmp, "", std::move(service));
}

FlowBuilder& FlowBuilder::also(catalog::Transport transport, std::string service) {
  flow_.transports.push_back(transport);
  flow_.services[transport] = std::move(service);
  return *this;
}

FlowBuilder& FlowBuilder::any() {
  flow_.match = catalog::Match::any;
  return *this;
}

FlowBuilder& FlowBuilder::optional() {
  flow_.need = catalog::Need::optional;
  return *this;
}

FlowBuilder& FlowBuilder::when(std::string_view features) {
  flow_.need = catalog::Need::conditional;
  flow_.when = ids<Feature>(features);
  return *this;
}

FlowBuilder& FlowBuilder::on_demand() {
  flow_.listens = catalog::Listens::on_demand;
  return *this;
}

FlowBuilder& FlowBuilder::fallback(catalog::Transport transport) {
  flow_.fallback.push_back(transport);
  return *this;
}

FlowBuilder& FlowBuilder::skip(std::string word, std::string doubt) {
  flow_.skip = std::move(word);
  flow_.doubt = std::move(doubt);
  return *this;
}

CatalogBuilder& CatalogBuilder::role(std::string id, std::string name, std::string_view stands_in_for, std::string_view hosts) {
  catalog::Role role;
  role.names = {name.empty() ? id : name, name.empty() ? id : name};
  role.id = RoleId(std::move(id));
  role.stands_in_for = ids<RoleId>(stands_in_for);
  role.hosts = words(hosts);
  catalog_.roles.push_back(std::move(role));
  return *this;
}

CatalogBuilder& CatalogBuilder::host(std::string id, std::string_view plays) {
  catalog::HostProfile profile;
  profile.names = {id, id};
  profile.id = RoleId(std::move(id));
  profile.plays = ids<RoleId>(plays);
  catalog_.profiles.push_back(std::move(profile));
  return *this;
}

CatalogBuilder& CatalogBuilder::part(std::string feature, std::string_view plays) {
  catalog_.profiles.back().parts.push_back({Feature(feature), {feature, feature}, ids<RoleId>(plays)});
  return *this;
}

CatalogBuilder& CatalogBuilder::outcome(std::string id, std::vector<std::vector<FlowId>> needs, std::vector<FlowId> degraded_without) {
  catalog_.profiles.back().outcomes.push_back({id, {id, id}, std::move(needs), std::move(degraded_without)});
  return *this;
}

CatalogBuilder& CatalogBuilder::flow(const catalog::Flow& flow) {
  catalog_.flows.push_back(flow);
  return *this;
}

}  // namespace flowvet::test
