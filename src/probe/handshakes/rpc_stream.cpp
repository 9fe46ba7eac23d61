// Sizes come from the peer and are bounded: a unit by its 16-bit length, a result by the caller.
#include "probe/handshakes/rpc_stream.hpp"

namespace flowvet::probe {

Task<Io<std::optional<Bytes>>> read_rpc_unit(Channel& channel) {
  const auto header = co_await channel.read_exactly(rpc_header_size);
  if (!header) co_return header.error();
  const auto size = rpc_unit_size(*header);
  if (!size) co_return std::nullopt;
  const auto rest = co_await channel.read_exactly(*size - rpc_header_size);
  if (!rest) co_return rest.error();
  co_return Writer().raw(*header).raw(*rest).bytes();
}

Task<Io<std::optional<std::vector<RpcBind>>>> bind_rpc(Channel& channel, std::uint32_t call_id, std::vector<RpcInterface> wanted) {
  const auto sent = co_await channel.write(rpc_bind(call_id, wanted));
  if (!sent) co_return sent.error();
  const auto unit = co_await read_rpc_unit(channel);
  if (!unit) co_return unit.error();
  co_return *unit ? parse_rpc_bind_reply(**unit, call_id, wanted.size()) : std::nullopt;
}

Task<Io<std::optional<RpcResult>>> read_rpc_result(Channel& channel, std::uint32_t call_id, std::size_t limit) {
  RpcResult result;
  for (bool first = true;; first = false) {
    const auto unit = co_await read_rpc_unit(channel);
    if (!unit) co_return unit.error();
    const auto fragment = *unit ? parse_rpc_fragment(**unit, call_id) : std::nullopt;
    if (!fragment) co_return std::nullopt;
    if (fragment->fault) co_return RpcResult{fragment->fault, {}};
    // An empty fragment that is not the last would let a peer keep us here for nothing.
    if (fragment->first != first || (fragment->data.empty() && !fragment->last)) co_return std::nullopt;
    if (result.data.size() + fragment->data.size() > limit) co_return std::nullopt;
    result.data.insert(result.data.end(), fragment->data.begin(), fragment->data.end());
    if (fragment->last) co_return result;
  }
}

}  // namespace flowvet::probe
