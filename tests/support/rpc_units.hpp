// DCE/RPC units as a server sends them, for scripted peers.
#pragma once

#include "probe/handshakes/epm_message.hpp"

#include <utility>
#include <vector>

namespace flowvet::test {

using probe::Bytes;
using probe::ByteView;

constexpr std::uint8_t first_fragment = 1, last_fragment = 2;
constexpr std::uint8_t rpc_response = 2, rpc_fault = 3, rpc_bind_ack = 12, rpc_bind_nak = 13;

Bytes rpc_unit(std::uint8_t type, std::uint32_t call, const Bytes& body, std::uint8_t flags = first_fragment | last_fragment);

/// One result and its reason for each interface.
using BindResult = std::pair<std::uint16_t, std::uint16_t>;
Bytes bind_ack(std::uint32_t call, const std::vector<BindResult>& results);

Bytes result_unit(std::uint32_t call, ByteView data, std::uint8_t flags = first_fragment | last_fragment);

/// A call that failed with this status.
Bytes fault_unit(std::uint32_t call, std::uint32_t status);

/// Where an interface is: `port_kind` 0x07 is TCP.
Bytes tower(std::uint8_t port_kind, std::uint16_t port, const RpcInterface& served);

/// A page with one entry for each tower; annotations of different lengths, so that everything has to be aligned again.
Bytes epm_page(const probe::EpmHandle& next, const std::vector<Bytes>& towers, std::uint32_t status = 0);

}  // namespace flowvet::test
