// DCE/RPC on a port that the endpoint mapper gave away: a bind to the management interface, which every RPC server has
// ([C706] appendix Q). Any answer to our call proves an RPC server, whether or not it lets us in; which service it is, the port tells.
#include "probe/handshakes/handshake.hpp"
#include "probe/handshakes/rpc_stream.hpp"

namespace flowvet::probe {

namespace {

/// afa8bd80-7d8a-11c9-bef4-08002b102989, version 1.
constexpr RpcInterface management{{0x80, 0xbd, 0xa8, 0xaf, 0x8a, 0x7d, 0xc9, 0x11, 0xbe, 0xf4, 0x08, 0x00, 0x2b, 0x10, 0x29, 0x89}, 1};

std::string_view text_of(RpcBind bind) {
  switch (bind) {
    case RpcBind::accepted:
      return "RPC server accepts a bind";
    case RpcBind::refused:
      return "RPC server refuses a bind";
    case RpcBind::not_here:
      return "RPC server without a management interface";
  }
  return {};
}

}  // namespace

Task<Io<Finding>> rpc(Channel& channel, Peer peer) {
  const std::uint32_t call_id = Reader(peer.nonce).u32() & 0x7FFFFFFFU;
  const auto sent = co_await channel.write(rpc_bind(call_id, management));
  if (!sent) co_return sent.error();
  const auto unit = co_await read_rpc_unit(channel);
  if (!unit) co_return unit.error();
  const auto bind = *unit ? parse_rpc_bind_reply(**unit, call_id) : std::nullopt;
  if (!bind) co_return mismatch("not an RPC answer to our bind");
  co_return proven({}, std::string(text_of(*bind)));
}

}  // namespace flowvet::probe
