// Connection-oriented DCE/RPC units ([C706] chapter 12, [MS-RPCE] 2.2.2), as far as binding and one call without
// authentication need them. Little-endian throughout: the documented servers are Windows.
#pragma once

#include "probe/bytes.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>

namespace flowvet::probe {

using Uuid = std::array<std::uint8_t, 16>;  ///< in wire order: its first three numbers little-endian

/// "e1af8308-5d1f-11c9-91a4-08002b14a0fa".
std::string uuid_text(ByteView wire);

struct RpcInterface {
  Uuid id{};
  std::uint32_t version = 0;  ///< major in the low half
};

/// The size of the header that every unit begins with.
constexpr std::size_t rpc_header_size = 16;

/// The whole size of the unit with this header; nullopt when it is none.
std::optional<std::size_t> rpc_unit_size(ByteView header);

/// A bind to one interface, without authentication.
Bytes rpc_bind(std::uint32_t call_id, const RpcInterface& wanted);

enum class RpcBind : std::uint8_t {
  accepted,
  refused,   ///< the server is there and will not serve us
  not_here,  ///< an RPC server, but not of this interface
};

/// The reply to rpc_bind(call_id); nullopt for anything else.
std::optional<RpcBind> parse_rpc_bind_reply(ByteView unit, std::uint32_t call_id);

/// A call of procedure `operation` over the interface that was bound.
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
