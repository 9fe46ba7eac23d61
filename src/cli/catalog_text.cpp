// Tables whose first column is an id that can be pasted into another command.
#include "cli/catalog_text.hpp"

#include "flowvet/base/text.hpp"
#include "report/evidence_words.hpp"
#include "report/layout.hpp"

#include <algorithm>

namespace flowvet::cli {
namespace {

template <class T>
std::string joined(const std::vector<T>& values, auto&& to_string, std::string_view separator = ", ") {
  std::string text;
  for (const auto& value : values) text += (text.empty() ? std::string{} : std::string{separator}) + std::string{to_string(value)};
  return text;
}

std::string ids(const auto& list, std::string_view separator = ", ") {
  return joined(
      list, [](const auto& id) { return id.text; }, separator);
}

/// "TCP, UDP 1494", "TCP 80 or 443", "ICMP echo".
std::string ports_text(const catalog::Flow& flow) {
  const auto ports = joined(
      flow.ports, [](const PortRange& range) { return to_text(range); }, flow.match == catalog::Match::any ? " or " : ", ");
  const auto text = joined(flow.transports, report::transport_name);
  return ports.empty() ? text : text + " " + ports;
}

std::string need_text(const catalog::Flow& flow) {
  std::string text{to_word(flow.need)};
  return flow.when.empty() ? text : text + ": " + ids(flow.when);
}

/// "tcp: registrar, udp: none (one-way)".
std::string services_text(const catalog::Flow& flow) {
  std::string text;
  for (const auto& [transport, service] : flow.services) {
    const auto why = flow.unproven.find(transport);
    const auto none = why == flow.unproven.end() ? std::string{"none"} : "none (" + std::string{to_word(why->second)} + ")";
    text += (text.empty() ? "" : ", ") + std::string{to_word(transport)} + ": " + (service.empty() ? none : service);
  }
  return text;
}

std::size_t widest(const auto& values, auto&& text_of) {
  std::size_t width = 0;
  for (const auto& value : values) width = std::max(width, display_width(text_of(value)));
  return width;
}

}  // namespace

std::string flows_text(std::span<const catalog::Flow* const> flows) {
  const auto id_width = widest(flows, [](const catalog::Flow* flow) { return flow->id.text; });
  const auto ports_width = widest(flows, [](const catalog::Flow* flow) { return ports_text(*flow); });
  const auto services_width = widest(flows, [](const catalog::Flow* flow) { return services_text(*flow); });
  std::string text;
  for (const auto* flow : flows)
    text += pad_right(flow->id.text, id_width) + "  " + pad_right(ports_text(*flow), ports_width) + "  " +
            pad_right(services_text(*flow), services_width) + "  " + need_text(*flow) + "\n";
  return text;
}

std::string flow_text(const catalog::Flow& flow, std::size_t columns) {
  auto text = flow.id.text + "\n";
  const auto line = [&](std::string_view name, const std::string& value) {
    if (!value.empty()) text += report::hanging("  " + pad_right(name, 11), value, columns);
  };
  line("purpose", flow.purpose.en);
  line("", flow.purpose.ja);
  line("from", ids(flow.from));
  line("to", ids(flow.to) + (flow.direction == catalog::Direction::both ? " (either end may begin)" : ""));
  line("ports", ports_text(flow));
  line("proven by", services_text(flow));
  for (const auto& [transport, why] : flow.unproven) line("", std::string{to_word(transport)} + ": " + std::string{catalog::sentence(why)});
  line("need", need_text(flow));
  line("falls back", joined(flow.fallback, [](catalog::Transport transport) { return to_word(transport); }));
  line("listens", flow.listens == catalog::Listens::on_demand ? "only while a session has negotiated the port" : "");
  for (const auto& source : flow.sources) line("printed in", report::source_in_words(source));
  line("not checked", flow.skip);
  line("doubt", flow.doubt);
  return text;
}

std::string roles_text(const catalog::Catalog& catalog) {
  const auto id_width = widest(catalog.roles, [](const catalog::Role& role) { return role.id.text; });
  const auto kind_width = widest(catalog.roles, [](const catalog::Role& role) { return role.kind; });
  const auto name_width = widest(catalog.roles, [](const catalog::Role& role) { return role.names.en; });
  std::string text;
  for (const auto& role : catalog.roles) {
    text +=
        pad_right(role.id.text, id_width) + "  " + pad_right(role.kind, kind_width) + "  " + pad_right(role.names.en, name_width) + "  ";
    text += (role.names.ja == role.names.en ? "" : role.names.ja) + "\n";
  }
  return text;
}

std::string differences_text(std::span<const catalog::Difference> differences, std::size_t columns) {
  std::string text;
  for (const auto& difference : differences) {
    text += "only in " + std::string{to_word(difference.only_in)} + "  " + difference.flow.text + "\n";
    if (!difference.instead.empty())
      text += report::hanging("            the other edition has instead: ", ids(difference.instead), columns);
  }
  return text;
}

}  // namespace flowvet::cli
