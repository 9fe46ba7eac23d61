// profiles/catalog/<section>.json -> a section and its flows. Every key is needed except unproven, fallback, skip and
// listens.
#include "catalog/draft.hpp"

#include <limits>

namespace flowvet::catalog {
namespace {

std::vector<Transport> read_transports(const std::optional<JsonNode>& node) {
  std::vector<Transport> transports;
  if (!node) return transports;
  for (const auto& item : node->items())
    if (const auto transport = item.word<Transport>()) transports.push_back(*transport);
  return transports;
}

std::vector<PortRange> read_ports(const std::optional<JsonNode>& node) {
  std::vector<PortRange> ports;
  if (!node) return ports;
  for (const auto& item : node->items()) {
    const auto text = item.text();
    if (const auto range = parse_ports(text))
      ports.push_back(*range);
    else if (!text.empty())
      item.problem(in_quotes(text) + " is neither a port nor a range", "e.g. \"80\" or \"49152-65535\"");
  }
  return ports;
}

std::map<Transport, std::string> read_services(const std::optional<JsonNode>& node) {
  std::map<Transport, std::string> services;
  if (!node) return services;
  for (const auto& [key, value] : node->members()) {
    const auto transport = from_word<Transport>(key);
    if (!transport)
      value.unknown("transport", key, words_of<Transport>());
    else
      services[*transport] = value.json().is_null() ? std::string() : value.text();
  }
  return services;
}

std::map<Transport, Unproven> read_unproven(const std::optional<JsonNode>& node) {
  std::map<Transport, Unproven> reasons;
  if (!node) return reasons;
  for (const auto& [key, value] : node->members()) {
    const auto transport = from_word<Transport>(key);
    const auto why = value.word<Unproven>();
    if (!transport)
      value.unknown("transport", key, words_of<Transport>());
    else if (why)
      reasons[*transport] = *why;
  }
  return reasons;
}

/// A statement in prose has "row": null.
std::optional<int> read_row(const JsonObject& source) {
  const auto row = source.need("row");
  if (!row || row->json().is_null()) return std::nullopt;
  return row->whole(1, std::numeric_limits<int>::max());
}

std::vector<Source> read_sources(const std::optional<JsonNode>& node) {
  std::vector<Source> sources;
  if (!node) return sources;
  for (const auto& item : node->items()) {
    const JsonObject source(item, {"edition", "section", "row"});
    sources.push_back({source.word<Edition>("edition"), source.text("section"), read_row(source)});
  }
  return sources;
}

/// Text or null.
std::string read_doubt(const std::optional<JsonNode>& node) {
  return node && !node->json().is_null() ? node->text() : std::string();
}

Listens read_listens(const JsonObject& object) {
  const auto node = object.find("listens");
  return node ? node->word<Listens>().value_or(Listens::always) : Listens::always;
}

Flow read_flow(const JsonNode& node, const std::string& section) {
  const JsonObject object(node, {"id", "from", "to", "transports", "ports", "match", "need", "when", "direction", "services", "purpose",
                                 "sources", "doubt", "fallback", "skip", "listens", "unproven"});
  Flow flow;
  flow.id = FlowId(object.text("id"));
  flow.section = section;
  flow.from = ids_of<RoleId>(object.texts("from"));
  flow.to = ids_of<RoleId>(object.texts("to"));
  flow.transports = read_transports(object.need("transports"));
  flow.ports = read_ports(object.need("ports"));
  flow.match = object.word<Match>("match");
  flow.need = object.word<Need>("need");
  flow.when = ids_of<Feature>(object.texts("when"));
  flow.direction = object.word<Direction>("direction");
  flow.services = read_services(object.need("services"));
  flow.unproven = read_unproven(object.find("unproven"));
  flow.purpose = read_text(object, "purpose");
  flow.sources = read_sources(object.need("sources"));
  flow.doubt = read_doubt(object.need("doubt"));
  flow.fallback = read_transports(object.find("fallback"));
  if (const auto skip = object.find("skip")) flow.skip = skip->text();
  flow.listens = read_listens(object);
  return flow;
}

}  // namespace

void read_section(const JsonNode& file, const std::string& stem, Draft& draft) {
  const JsonObject object(file, {"section", "names", "flows"});
  const Section section{object.text("section"), read_text(object, "names")};
  if (!section.id.empty() && section.id != stem)
    object.need("section")->problem("section " + in_quotes(section.id) + " in a file named " + in_quotes(stem));
  draft.catalog.sections.push_back(section);
  const auto flows = object.need("flows");
  if (!flows) return;
  for (const auto& node : flows->items()) {
    draft.catalog.flows.push_back(read_flow(node, section.id));
    draft.flow_places.push_back(node.place());
  }
}

}  // namespace flowvet::catalog
