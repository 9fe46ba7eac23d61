// Connection-oriented DCE/RPC units ([C706] chapter 12, [MS-RPCE] 2.2.2), as far as binding and one call without
// authentication need them. Little-endian throughout: the documented servers are Windows.
#pragma once

#include "flowvet/base/rpc_interface.hpp"
#include "probe/bytes.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace flowvet::probe {

/// The size of the header that every unit begins with.
constexpr std::size_t rpc_header_size = 16;

/// The whole size of the unit with this header; nullopt when it is none.
std::optional<std::size_t> rpc_unit_size(ByteView header);

/// The most interfaces that one bind asks for: it stays within one TCP segment.
constexpr std::size_t most_bound_at_once = 16;

/// A bind to these interfaces, one at least and most_bound_at_once at most, without authentication.
Bytes rpc_bind(std::uint32_t call_id, std::span<const RpcInterface> wanted);

enum class RpcBind : std::uint8_t {
  accepted,
  known,     ///< this server's, but not in the transfer syntax that we offer; Samba says so of all but the first of one bind
  refused,   ///< the server is there and will not serve us
  not_here,  ///< an RPC server, but not of this interface
};

/// The reply to a bind to `count` interfaces: what became of each. nullopt for anything else.
std::optional<std::vector<RpcBind>> parse_rpc_bind_reply(ByteView unit, std::uint32_t call_id, std::size_t count);

/// A call of procedure `operation` over the first interface that was bound.
Bytes rpc_request(std::uint32_t call_id, std::uint16_t operation, ByteView arguments);

/// One unit of a call's result.
struct RpcFragment {
  bool first = false;
  bool last = false;
  std::optional<std::uint32_t> fault;  ///< the call failed with this status
  ByteView data;                       ///< into the unit that was parsed
};

/// A unit that answers rpc_request(call_id, ...); nullopt for anything else.
std::optional<RpcFragment> parse_rpc_fragment(ByteView unit, std::uint32_t call_id);

}  // namespace flowvet::probe
