// The table of handshakes, joined with what the catalog makes of each.
#include "cli/service_list.hpp"

#include "flowvet/base/text.hpp"
#include "flowvet/plan/usual_ports.hpp"
#include "report/layout.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <vector>

namespace flowvet::cli {
namespace {

using Row = std::array<std::string, 7>;

std::string ports_text(const plan::UsualPorts& usual) {
  std::string text;
  for (const auto& range : usual.ports) text += (text.empty() ? "" : usual.match == catalog::Match::any ? " or " : ", ") + to_text(range);
  return text.empty() ? "-" : text;
}

/// A datagram dialogue has the time of its attempt.
std::string patience_text(const plan::Service& service) {
  return service.patience.count() == 0 ? "--timeout" : std::to_string(service.patience.count()) + " ms";
}

Row row_of(const plan::Service& service, const catalog::Catalog& catalog) {
  const auto usual = plan::usual_ports(catalog, service.name, service.transport);
  return {std::string{service.name},   std::string{to_word(service.transport)}, ports_text(usual),
          std::to_string(usual.flows), std::string{to_word(service.replies)},   patience_text(service),
          std::string{service.title}};
}

/// Columns as wide as their widest cell; the last one is not padded.
std::string table_text(const std::vector<Row>& rows) {
  std::array<std::size_t, std::tuple_size_v<Row>> widths{};
  for (const auto& row : rows)
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], display_width(row[i]));
  std::string text;
  for (const auto& row : rows) {
    for (std::size_t i = 0; i + 1 < row.size(); ++i) text += pad_right(row[i], widths[i]) + "  ";
    text += row.back() + "\n";
  }
  return text;
}

constexpr std::string_view legend =
    "PORTS are those that most documented flows give, FLOWS how many documented flows use the service. REPLIES always: silence is a "
    "failure; else it is no verdict. WAITS is the longest that the dialogue may take; a datagram is waited for as --timeout says. Without "
    "a request: tcp HOST:PORT (a connection only), udp HOST:PORT (an empty datagram), icmp HOST (an echo).";

}  // namespace

std::string services_text(std::span<const plan::Service> services, const catalog::Catalog& catalog, std::size_t columns) {
  std::vector<Row> rows{{"SERVICE", "OVER", "PORTS", "FLOWS", "REPLIES", "WAITS", "WHAT IS ASKED"}};
  for (const auto& service : services) rows.push_back(row_of(service, catalog));
  return table_text(rows) + "\n" + report::hanging("", legend, columns);
}

std::string services_json(std::span<const plan::Service> services, const catalog::Catalog& catalog) {
  std::string text = "{\"services\":[";
  const char* separator = "\n";
  for (const auto& service : services) {
    const auto usual = plan::usual_ports(catalog, service.name, service.transport);
    auto ports = nlohmann::ordered_json::array();
    for (const auto& range : usual.ports) ports.push_back(to_text(range));
    const nlohmann::ordered_json json{{"name", service.name},
                                      {"transport", to_word(service.transport)},
                                      {"title", service.title},
                                      {"replies", to_word(service.replies)},
                                      {"patience_ms", service.patience.count()},
                                      {"ports", ports},
                                      {"match", to_word(usual.match)},
                                      {"flows", usual.flows}};
    text += separator + json.dump();
    separator = ",\n";
  }
  return text + "]}\n";
}

}  // namespace flowvet::cli
