// NetBIOS name service (RFC 1002 section 4.2.17): the names that a host has. It is asked itself; nothing is broadcast.
#include "probe/handshakes/handshake.hpp"
#include "probe/handshakes/netbios_message.hpp"

namespace flowvet::probe {

namespace {
constexpr std::size_t largest_datagram = 8192;  // 255 names of 18 bytes and the statistics
}

Task<Io<Finding>> netbios_name(Channel& channel, Peer peer) {
  const std::uint16_t id = Reader(peer.nonce).u16();
  const auto sent = co_await channel.write(netbios_status_request(id));
  if (!sent) co_return sent.error();
  const auto bytes = co_await channel.read_some(largest_datagram);
  if (!bytes) co_return bytes.error();
  const auto status = parse_netbios_status(*bytes, id);
  if (!status) co_return mismatch("not a NetBIOS node status");
  std::vector<Fact> facts;
  if (!status->computer.empty()) facts.emplace_back("netbios.computer", status->computer);
  if (!status->domain.empty()) facts.emplace_back("netbios.domain", status->domain);
  co_return proven(std::move(facts), "NetBIOS node status");
}

}  // namespace flowvet::probe
