// IP addresses and networks as plain values; no sockets, no name resolution.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace flowvet::base {

/// The address family, in the order in which addresses of one name are checked.
enum class Family : std::uint8_t { v4, v6 };

/// One IPv4 or IPv6 address.
struct IpAddress {
  Family family = Family::v4;
  std::array<std::uint8_t, 16> bytes{};  ///< network order; IPv4 uses the first four, the rest is zero
  std::uint32_t scope = 0;               ///< IPv6 zone index (RFC 4007), 0 when none

  friend auto operator<=>(const IpAddress&, const IpAddress&) = default;
};

/// An address in the usual text form (RFC 4291; a numeric `%zone` is allowed), or nullopt.
std::optional<IpAddress> parse_address(std::string_view text);

/// Dotted quad, or the canonical IPv6 form of RFC 5952.
std::string to_text(const IpAddress& address);

/// 127.0.0.0/8 or ::1.
bool is_loopback(const IpAddress& address);

/// A network in CIDR notation (RFC 4632).
struct Network {
  IpAddress base;   ///< bits beyond the prefix are zero
  int prefix = 32;  ///< bits

  friend bool operator==(const Network&, const Network&) = default;
};

/// `10.1.2.0/24`; nullopt when it is not an address, a slash and a prefix length within the family's width.
std::optional<Network> parse_network(std::string_view text);

/// How many hosts `hosts_of` would yield, saturating at 2^63.
std::uint64_t host_count(const Network& network);

/// Every usable host address in order: IPv4 leaves out network and broadcast address up to /30. The caller guards the count.
std::vector<IpAddress> hosts_of(const Network& network);

}  // namespace flowvet::base

namespace flowvet {
using namespace base;
}
