// WCF over TCP ([MC-NMF], net.tcp): a version that nobody has is refused with a fault in the protocol's own words. That proves a
// .NET listener; which service is behind it, it does not say.
#include "probe/handshakes/handshake.hpp"
#include "probe/handshakes/nmf_message.hpp"

namespace flowvet::probe {

Task<Io<Finding>> nmf(Channel& channel, Peer) {
  const auto sent = co_await channel.write(nmf_unsupported_version());
  if (!sent) co_return sent.error();
  const auto header = co_await channel.read_exactly(nmf_fault_header_size);
  if (!header) co_return header.error();
  const auto size = nmf_fault_size(*header);
  if (!size) co_return mismatch("not a fault of .NET message framing");
  const auto text = co_await channel.read_exactly(*size);
  if (!text) co_return text.error();
  const auto name = nmf_fault_name(*text);
  if (!name) co_return mismatch("not a fault of .NET message framing");
  co_return proven({{"nmf.fault", *name}}, ".NET message framing refuses our version");
}

}  // namespace flowvet::probe
