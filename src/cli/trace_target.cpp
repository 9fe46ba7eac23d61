// PORT/PROTOCOL, as /etc/services has it.
#include "cli/trace_target.hpp"

#include "flowvet/base/ports.hpp"
#include "flowvet/catalog/query.hpp"

namespace flowvet::cli {
namespace {

Problems not_a_target(const std::string& text) {
  return {{"\"" + text + "\" is not a port and a protocol", "flowvet trace", "write 1494/tcp, 53/udp or icmp"}};
}

}  // namespace

Result<TraceTarget> parse_trace_target(const std::string& text) {
  if (text == "icmp") return TraceTarget{catalog::Transport::icmp, 0};
  const auto slash = text.find('/');
  if (slash == std::string::npos) return not_a_target(text);
  const auto transport = from_word<catalog::Transport>(text.substr(slash + 1));
  const auto ports = parse_ports(std::string_view{text}.substr(0, slash));
  const bool is_port = ports && ports->first == ports->last;
  if (!transport || *transport == catalog::Transport::icmp || !is_port) return not_a_target(text);
  return TraceTarget{*transport, ports->first};
}

std::string documented_service(const catalog::Catalog& catalog, std::uint16_t port) {
  catalog::Filter filter;
  filter.transport = catalog::Transport::udp;
  filter.port = port;
  std::string service;
  for (const auto* flow : catalog::select(catalog, filter)) {
    const auto named = flow->services.find(catalog::Transport::udp);
    if (named == flow->services.end() || named->second.empty() || named->second == service) continue;
    if (!service.empty()) return {};
    service = named->second;
  }
  return service;
}

}  // namespace flowvet::cli
