// The catalog as a table for spreadsheets.
#include "flowvet/catalog/query.hpp"

#include "base/csv.hpp"

#include <array>

namespace flowvet::catalog {
namespace {

constexpr std::string_view list_separator = " ";  // within one cell; no item holds a blank

template <class Items, class Text>
std::string joined(const Items& items, Text text) {
  std::string list;
  for (const auto& item : items) list += (list.empty() ? "" : std::string(list_separator)) + std::string(text(item));
  return list;
}

template <class Ids>
std::string joined_ids(const Ids& ids) {
  return joined(ids, [](const auto& id) { return id.text; });
}

std::string services_of(const Flow& flow) {
  return joined(flow.services,
                [](const auto& entry) { return std::string(to_word(entry.first)) + ":" + (entry.second.empty() ? "-" : entry.second); });
}

std::string unproven_of(const Flow& flow) {
  return joined(flow.unproven,
                [](const auto& entry) { return std::string(to_word(entry.first)) + ":" + std::string(to_word(entry.second)); });
}

/// "Section 12; Other section (prose)" of one edition.
std::string places_in(const Flow& flow, Edition edition) {
  std::string places;
  for (const auto& source : flow.sources) {
    if (source.edition != edition) continue;
    places += (places.empty() ? "" : "; ") + source.section + (source.row ? " " + std::to_string(*source.row) : " (prose)");
  }
  return places;
}

/// One column: its heading and what stands in it.
struct Column {
  std::string_view heading;
  std::string (*text)(const Flow& flow);
};

constexpr std::array columns{
    Column{"id", [](const Flow& flow) { return flow.id.text; }},
    Column{"section", [](const Flow& flow) { return flow.section; }},
    Column{"from", [](const Flow& flow) { return joined_ids(flow.from); }},
    Column{"to", [](const Flow& flow) { return joined_ids(flow.to); }},
    Column{"transports", [](const Flow& flow) { return joined(flow.transports, [](Transport transport) { return to_word(transport); }); }},
    Column{"ports", [](const Flow& flow) { return joined(flow.ports, [](const PortRange& ports) { return to_text(ports); }); }},
    Column{"match", [](const Flow& flow) { return std::string(to_word(flow.match)); }},
    Column{"need", [](const Flow& flow) { return std::string(to_word(flow.need)); }},
    Column{"when", [](const Flow& flow) { return joined_ids(flow.when); }},
    Column{"direction", [](const Flow& flow) { return std::string(to_word(flow.direction)); }},
    Column{"services", services_of},
    Column{"unproven", unproven_of},
    Column{"purpose_en", [](const Flow& flow) { return flow.purpose.en; }},
    Column{"purpose_ja", [](const Flow& flow) { return flow.purpose.ja; }},
    Column{"source_en", [](const Flow& flow) { return places_in(flow, Edition::en); }},
    Column{"source_ja", [](const Flow& flow) { return places_in(flow, Edition::ja); }},
    Column{"doubt", [](const Flow& flow) { return flow.doubt; }},
};

}  // namespace

void write_csv(const Catalog& catalog, std::ostream& out) {
  for (const auto& column : columns) out << (&column == columns.data() ? "" : ",") << base::csv_cell(column.heading);
  out << base::csv_line_end;
  for (const auto& flow : catalog.flows) {
    for (const auto& column : columns) out << (&column == columns.data() ? "" : ",") << base::csv_cell(column.text(flow));
    out << base::csv_line_end;
  }
}

}  // namespace flowvet::catalog
