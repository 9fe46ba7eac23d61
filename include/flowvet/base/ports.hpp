// Port numbers and ranges as the catalog and site files write them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace flowvet::base {

/// first..last inclusive, 1 <= first <= last <= 65535.
struct PortRange {
  std::uint16_t first = 0;
  std::uint16_t last = 0;

  [[nodiscard]] constexpr std::uint32_t size() const { return std::uint32_t{last} - first + 1U; }
  [[nodiscard]] constexpr bool contains(std::uint16_t port) const { return first <= port && port <= last; }
  friend bool operator==(const PortRange&, const PortRange&) = default;
};

/// "80" or "49152-65535"; nullopt for anything else, for 0 and for an empty range.
std::optional<PortRange> parse_ports(std::string_view text);

/// "80" or "49152-65535".
std::string to_text(const PortRange& ports);

}  // namespace flowvet::base

namespace flowvet {
using namespace base;
}
