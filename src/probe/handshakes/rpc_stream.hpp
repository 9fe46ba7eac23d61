// What handshakes over DCE/RPC share: whole units and whole results from a stream.
#pragma once

#include "probe/channel.hpp"
#include "probe/handshakes/rpc_message.hpp"

#include <optional>

namespace flowvet::probe {

/// One whole unit. An inner nullopt: the peer does not speak DCE/RPC.
Task<Io<std::optional<Bytes>>> read_rpc_unit(Channel& channel);

/// Binds to these interfaces: what became of each. An inner nullopt: the peer did not answer our bind in DCE/RPC.
Task<Io<std::optional<std::vector<RpcBind>>>> bind_rpc(Channel& channel, std::uint32_t call_id, std::vector<RpcInterface> wanted);

struct RpcResult {
  std::optional<std::uint32_t> fault;  ///< the call failed with this status, e.g. 5: access denied
  Bytes data;
};

/// The result of call `call_id`, put together from its fragments. An inner nullopt: not an answer to it, or longer than `limit`.
Task<Io<std::optional<RpcResult>>> read_rpc_result(Channel& channel, std::uint32_t call_id, std::size_t limit);

}  // namespace flowvet::probe
