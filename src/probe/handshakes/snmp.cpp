// SNMP (RFC 3414): engine discovery of version 3. Never a community: guessing one raises an alarm, and an agent that speaks only
// versions 1 and 2c, or does not know our address, is silent either way.
#include "probe/handshakes/fact_text.hpp"
#include "probe/handshakes/handshake.hpp"
#include "probe/handshakes/snmp_message.hpp"

namespace flowvet::probe {

namespace {
constexpr std::size_t largest_datagram = 4096;
constexpr std::uint32_t four_whole_bytes = 0x40000000;  // the shortest form of such a number has four bytes, as BER demands
}  // namespace

Task<Io<Finding>> snmp(Channel& channel, Peer peer) {
  Reader random(peer.nonce);
  const std::uint32_t message_id = (random.u32() & 0x7FFFFFFFU) | four_whole_bytes;
  const std::uint32_t request_id = (random.u32() & 0x7FFFFFFFU) | four_whole_bytes;
  const auto sent = co_await channel.write(snmp_discovery(message_id, request_id));
  if (!sent) co_return sent.error();
  const auto bytes = co_await channel.read_some(largest_datagram);
  if (!bytes) co_return bytes.error();
  const auto report = parse_snmp_report(*bytes, message_id);
  if (!report) co_return mismatch("not an SNMP report about our request");
  co_return proven({{"snmp.engine", hex_text(report->engine_id)},
                    {"snmp.boots", std::to_string(report->boots)},
                    {"snmp.up-seconds", std::to_string(report->seconds)}},
                   "SNMP engine");
}

}  // namespace flowvet::probe
