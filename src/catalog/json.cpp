// The catalog as JSON for other programs. One entry a line: `grep` and `diff` work on it as well as `jq`.
#include "flowvet/catalog/json.hpp"

#include "base/json_reader.hpp"

namespace flowvet::catalog {
namespace {

template <class Items, class Text>
Json list_of(const Items& items, Text text) {
  auto list = Json::array();
  for (const auto& item : items) list.push_back(std::string(text(item)));
  return list;
}

template <class Ids>
Json ids(const Ids& values) {
  return list_of(values, [](const auto& id) { return id.text; });
}

template <class Words>
Json words(const Words& values) {
  return list_of(values, [](auto value) { return to_word(value); });
}

Json text_or_null(const std::string& text) {
  return text.empty() ? Json(nullptr) : Json(text);
}

Json both_languages(const Text& text) {
  return {{"en", text.en}, {"ja", text.ja}};
}

Json services(const Flow& flow) {
  auto json = Json::object();
  for (const auto& [transport, service] : flow.services) json[std::string(to_word(transport))] = text_or_null(service);
  return json;
}

Json unproven(const Flow& flow) {
  auto json = Json::object();
  for (const auto& [transport, why] : flow.unproven) json[std::string(to_word(transport))] = to_word(why);
  return json;
}

Json sources(const Flow& flow) {
  auto json = Json::array();
  for (const auto& source : flow.sources)
    json.push_back(
        {{"edition", to_word(source.edition)}, {"section", source.section}, {"row", source.row ? Json(*source.row) : Json(nullptr)}});
  return json;
}

Json to_json(const Flow& flow) {
  return {{"id", flow.id.text},
          {"section", flow.section},
          {"from", ids(flow.from)},
          {"to", ids(flow.to)},
          {"transports", words(flow.transports)},
          {"ports", list_of(flow.ports, [](const PortRange& ports) { return to_text(ports); })},
          {"match", to_word(flow.match)},
          {"need", to_word(flow.need)},
          {"when", ids(flow.when)},
          {"direction", to_word(flow.direction)},
          {"services", services(flow)},
          {"unproven", unproven(flow)},
          {"purpose", both_languages(flow.purpose)},
          {"sources", sources(flow)},
          {"doubt", text_or_null(flow.doubt)},
          {"fallback", words(flow.fallback)},
          {"skip", text_or_null(flow.skip)},
          {"listens", to_word(flow.listens)}};
}

Json to_json(const Role& role) {
  return {{"id", role.id.text},
          {"kind", role.kind},
          {"names", both_languages(role.names)},
          {"aliases", role.aliases},
          {"stands_in_for", ids(role.stands_in_for)},
          {"hosts", role.hosts},
          {"certificate", role.public_certificate ? Json("public") : Json(nullptr)}};
}

Json to_json(const Difference& difference) {
  return {{"only_in", to_word(difference.only_in)}, {"flow", difference.flow.text}, {"instead", ids(difference.instead)}};
}

/// {"<key>":[ one entry a line ]}
template <class Items, class ToJson>
void write_list(std::ostream& out, std::string_view key, const Items& items, ToJson entry) {
  out << "{\"" << key << "\":[";
  const char* separator = "\n";
  for (const auto& item : items) {
    out << separator << entry(item).dump(-1, ' ', false, Json::error_handler_t::replace);
    separator = ",\n";
  }
  out << "\n]}\n";
}

}  // namespace

void write_flows_json(std::span<const Flow* const> flows, std::ostream& out) {
  write_list(out, "flows", flows, [](const Flow* flow) { return to_json(*flow); });
}

void write_roles_json(const Catalog& catalog, std::ostream& out) {
  write_list(out, "roles", catalog.roles, [](const Role& role) { return to_json(role); });
}

void write_differences_json(std::span<const Difference> differences, std::ostream& out) {
  write_list(out, "differences", differences, [](const Difference& difference) { return to_json(difference); });
}

}  // namespace flowvet::catalog
