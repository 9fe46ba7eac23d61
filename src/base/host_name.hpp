// Whether text names one host that can be probed: an address or a DNS name. No resolution.
#pragma once

#include "flowvet/base/address.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace flowvet::base {

/// Why a text cannot stand for a host, and what to write instead (may be empty).
struct HostFlaw {
  std::string what;
  std::string hint;
};

/// nullopt for a unicast address or a name by RFC 1123 (underscores are tolerated: Windows and DNS allow them).
std::optional<HostFlaw> flaw_of_host(std::string_view text);

/// The same for an address: unspecified, broadcast, multicast and the like are no hosts.
std::optional<HostFlaw> flaw_of_address(const IpAddress& address);

/// The form in which two hosts are compared: addresses in canonical form, names in lower case without the final dot.
std::string same_host_key(std::string_view text);

}  // namespace flowvet::base
