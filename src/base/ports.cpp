// Port numbers and ranges to and from text.
#include "flowvet/base/ports.hpp"

#include <charconv>

namespace flowvet::base {
namespace {

/// Digits only, without sign, blank or leading zero: "080" is more likely a slip than the port 80.
std::optional<std::uint16_t> parse_port(std::string_view text) {
  if (text.empty() || text.front() < '1' || text.front() > '9') return std::nullopt;
  std::uint16_t port = 0;
  const char* const end = text.data() + text.size();
  const auto [stopped_at, error] = std::from_chars(text.data(), end, port);
  if (error != std::errc{} || stopped_at != end) return std::nullopt;
  return port;
}

}  // namespace

std::optional<PortRange> parse_ports(std::string_view text) {
  const auto dash = text.find('-');
  const auto first = parse_port(text.substr(0, dash));
  const auto last = dash == std::string_view::npos ? first : parse_port(text.substr(dash + 1));
  if (!first || !last || *first > *last) return std::nullopt;
  return PortRange{*first, *last};
}

std::string to_text(const PortRange& ports) {
  auto text = std::to_string(ports.first);
  if (ports.last != ports.first) text += "-" + std::to_string(ports.last);
  return text;
}

}  // namespace flowvet::base
