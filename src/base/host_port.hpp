// HOST[:PORT] as people type it: one host by name or address, and perhaps a port.
#pragma once

#include "flowvet/base/problem.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace flowvet::base {

struct HostPort {
  std::string host;  ///< an IPv6 address without its brackets
  std::optional<std::uint16_t> port;

  friend bool operator==(const HostPort&, const HostPort&) = default;
};

/// "dc01", "dc01:389", "10.1.2.3:389", "[::1]:389", "[::1]" and "::1". A bare IPv6 address is never split: "::1:389" is an address
/// as a whole. `where` names the text in problems.
Result<HostPort> parse_host_port(std::string_view text, const std::string& where);

}  // namespace flowvet::base

namespace flowvet {
using namespace base;
}
