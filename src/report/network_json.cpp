// One object for each way, name server and setting; a name server's answers stand below it.
#include "report/network_json.hpp"

#include "report/layout.hpp"

namespace flowvet::report {
namespace {

using JsonText = nlohmann::ordered_json;

JsonText addresses_json(const std::vector<IpAddress>& addresses) {
  auto json = JsonText::array();
  for (const auto& address : addresses) json.push_back(to_text(address));
  return json;
}

JsonText address_or_null(const std::optional<IpAddress>& address) {
  return address ? JsonText(to_text(*address)) : JsonText(nullptr);
}

JsonText way_json(const probe::Way& way) {
  return {{"interface", whole_text(way.device)},
          {"link", to_word(way.link)},
          {"source", address_or_null(way.source)},
          {"gateway", address_or_null(way.gateway)},
          {"mtu", way.mtu},
          {"error", to_word(way.error)},
          {"to", addresses_json(way.to)}};
}

JsonText answer_json(const probe::DnsAnswer& answer) {
  JsonText json{{"type", to_word(answer.type)},
                {"asked", whole_text(answer.asked)},
                {"host", answer.for_host.empty() ? JsonText(nullptr) : JsonText(answer.for_host)},
                {"status", to_word(answer.status)},
                {"rcode", answer.rcode},
                {"addresses", addresses_json(answer.addresses)},
                {"error", to_word(answer.error)},
                {"over_tcp", answer.over_tcp},
                {"took_ms", static_cast<double>(answer.took.count()) / 1000.0}};
  if (!answer.canonical.empty()) json["canonical"] = whole_text(answer.canonical);
  for (const auto& name : answer.names) json["names"].push_back(whole_text(name));
  return json;
}

JsonText server_json(const probe::NameServer& server) {
  JsonText json{{"address", to_text(server.address)}, {"from", to_word(server.from)}, {"answers", JsonText::array()}};
  for (const auto& answer : server.answers) json["answers"].push_back(answer_json(answer));
  return json;
}

JsonText clock_json(const Report& report) {
  const auto& synchronised = report.run.network->clock_synchronised;
  JsonText json{{"synchronised", synchronised ? JsonText(*synchronised) : JsonText(nullptr)}};
  if (const auto estimate = clock_estimate(report))
    json.update({{"offset_ms", estimate->offset.count()}, {"precision_ms", estimate->precision.count()}, {"by", estimate->host}});
  return json;
}

probe::Way read_way(const LenientNode& node) {
  probe::Way way;
  way.device = node.at("interface").text();
  way.link = node.at("link").word<probe::Link>();
  if (const auto source = node.at("source"); !source.is_null()) way.source = source.address();
  if (const auto gateway = node.at("gateway"); !gateway.is_null()) way.gateway = gateway.address();
  way.mtu = node.at("mtu").whole<std::uint32_t>();
  way.error = node.at("error").word<probe::ErrorKind>();
  node.at("to").each([&way](const LenientNode& address) { way.to.push_back(address.address()); });
  return way;
}

probe::DnsAnswer read_answer(const LenientNode& node) {
  probe::DnsAnswer answer;
  answer.type = node.at("type").word<probe::DnsType>();
  answer.asked = node.at("asked").text();
  answer.for_host = node.at("host").text_or_null();
  answer.status = node.at("status").word<probe::DnsStatus>();
  answer.rcode = node.at("rcode").whole<std::uint8_t>();
  node.at("addresses").each([&answer](const LenientNode& address) { answer.addresses.push_back(address.address()); });
  answer.error = node.at("error").word<probe::ErrorKind>();
  answer.over_tcp = node.at("over_tcp").flag();
  answer.took = node.at("took_ms").milliseconds();
  if (const auto canonical = node.find("canonical")) answer.canonical = canonical->text();
  if (const auto names = node.find("names")) names->each([&answer](const LenientNode& name) { answer.names.push_back(name.text()); });
  return answer;
}

probe::NameServer read_server(const LenientNode& node) {
  probe::NameServer server;
  server.address = node.at("address").address();
  server.from = node.at("from").word<probe::ServerSource>();
  node.at("answers").each([&server](const LenientNode& answer) { server.answers.push_back(read_answer(answer)); });
  return server;
}

probe::HostsEntry read_hosts_entry(const LenientNode& node) {
  probe::HostsEntry entry{node.at("host").text(), {}};
  node.at("addresses").each([&entry](const LenientNode& address) { entry.addresses.push_back(address.address()); });
  return entry;
}

}  // namespace

nlohmann::ordered_json network_json(const Report& report) {
  if (!report.run.network) return nullptr;
  const auto& network = *report.run.network;
  JsonText json{{"ways", JsonText::array()},
                {"servers_asked", network.servers_asked},
                {"hosts_left_out", network.hosts_left_out},
                {"servers", JsonText::array()},
                {"cloud_names", network.cloud_names},
                {"hosts_file", JsonText::array()},
                {"proxies", JsonText::array()},
                {"clock", clock_json(report)},
                {"findings", JsonText::array()}};
  for (const auto& way : network.ways) json["ways"].push_back(way_json(way));
  for (const auto& server : network.servers) json["servers"].push_back(server_json(server));
  for (const auto& entry : network.hosts_file)
    json["hosts_file"].push_back({{"host", entry.host}, {"addresses", addresses_json(entry.addresses)}});
  for (const auto& setting : network.proxies)
    json["proxies"].push_back({{"where", setting.where}, {"name", setting.name}, {"value", whole_text(setting.value)}});
  for (const auto& finding : network_findings(report))
    json["findings"].push_back({{"kind", to_word(finding.kind)}, {"text", finding.text}});
  return json;
}

std::optional<probe::NetworkIdentity> read_network(const LenientNode& node) {
  if (node.is_null()) return std::nullopt;
  probe::NetworkIdentity network;
  node.at("ways").each([&](const LenientNode& way) { network.ways.push_back(read_way(way)); });
  node.at("servers").each([&](const LenientNode& server) { network.servers.push_back(read_server(server)); });
  network.servers_asked = node.at("servers_asked").flag();
  network.hosts_left_out = node.at("hosts_left_out").whole<std::size_t>();
  node.at("cloud_names").each([&](const LenientNode& name) { network.cloud_names.push_back(name.text()); });
  node.at("hosts_file").each([&](const LenientNode& entry) { network.hosts_file.push_back(read_hosts_entry(entry)); });
  node.at("proxies").each([&](const LenientNode& setting) {
    network.proxies.push_back({setting.at("where").text(), setting.at("name").text(), setting.at("value").text()});
  });
  if (const auto state = node.at("clock").at("synchronised"); !state.is_null()) network.clock_synchronised = state.flag();
  return network;
}

}  // namespace flowvet::report
