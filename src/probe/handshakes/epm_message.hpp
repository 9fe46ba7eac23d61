// The endpoint mapper's ept_lookup ([C706] appendix O, [MS-RPCE] 2.2.1.2): which RPC interfaces a host has, and on which ports.
#pragma once

#include "probe/handshakes/rpc_message.hpp"

#include <vector>

namespace flowvet::probe {

/// e1af8308-5d1f-11c9-91a4-08002b14a0fa, version 3.
constexpr RpcInterface endpoint_mapper{{0x08, 0x83, 0xaf, 0xe1, 0x1f, 0x5d, 0xc9, 0x11, 0x91, 0xa4, 0x08, 0x00, 0x2b, 0x14, 0xa0, 0xfa}, 3};

constexpr std::uint16_t ept_lookup = 2;  ///< the procedure's number

/// Where the last page ended. All zero: at the beginning, or at the end.
using EpmHandle = std::array<std::uint8_t, 20>;

/// Arguments that ask for every endpoint, from `handle` on.
Bytes epm_lookup_arguments(const EpmHandle& handle);

struct EpmPage {
  EpmHandle next{};
  std::vector<RpcEndpoint> endpoints;  ///< port 0: reached otherwise than over TCP, e.g. through a named pipe
  std::uint32_t status = 0;  ///< 0, or epm_no_more
};

constexpr std::uint32_t epm_no_more = 0x16c9a0d6;  ///< EPT_S_NOT_REGISTERED: there is nothing, or nothing more

/// The result of ept_lookup; nullopt for any other form.
std::optional<EpmPage> parse_epm_page(ByteView result);

}  // namespace flowvet::probe
