// RPC interfaces and the ports at which an endpoint mapper says that they are. Plain values: probes fill them in, the judge
// weighs them, reports name them.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <string>
#include <vector>

namespace flowvet::base {

/// Where endpoint mappers are ([MS-RPCE] 2.1.1.1).
inline constexpr std::uint16_t mapper_port = 135;

/// A UUID as it stands in DCE/RPC units: its first three numbers little-endian ([C706] appendix A).
using Uuid = std::array<std::uint8_t, 16>;

/// "e1af8308-5d1f-11c9-91a4-08002b14a0fa".
std::string to_text(const Uuid& id);

struct RpcInterface {
  Uuid id{};
  std::uint32_t version = 0;  ///< major in the low half, minor in the high half

  friend auto operator<=>(const RpcInterface&, const RpcInterface&) = default;
};

/// The name by which people know it, e.g. "netlogon", or else its UUID.
std::string name_of(const RpcInterface& rpc);
bool has_name(const RpcInterface& rpc);

/// One that documented flows go to. Any other may well be closed to the network: by default Windows' own firewall keeps strangers
/// from the event log and the task scheduler, and nobody misses them.
bool is_needed(const RpcInterface& rpc);

/// An interface at a TCP port, as an endpoint mapper names it.
struct RpcEndpoint {
  std::uint16_t port = 0;
  RpcInterface served;

  friend auto operator<=>(const RpcEndpoint&, const RpcEndpoint&) = default;
};

/// Whether one of these is of an interface that documented flows go to.
bool any_needed(const std::vector<RpcEndpoint>& endpoints);

}  // namespace flowvet::base

namespace flowvet {
using namespace base;
}
