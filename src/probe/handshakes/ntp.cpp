// NTP (RFC 5905): answering is not the same as being synchronised; both are kept as facts.
#include "probe/handshakes/clock.hpp"
#include "probe/handshakes/fact_text.hpp"
#include "probe/handshakes/handshake.hpp"
#include "probe/handshakes/ntp_message.hpp"

namespace flowvet::probe {

namespace {

constexpr std::size_t largest_datagram = 1024;

/// A server that does not know the time is nothing to compare our clock with.
std::vector<Fact> facts_of(const NtpReply& reply, WallTime sent, WallTime received) {
  std::vector<Fact> facts{{"ntp.stratum", std::to_string(reply.stratum)},
                          {"ntp.leap", std::to_string(reply.leap)},
                          {"ntp.synchronised", reply.synchronised() ? "yes" : "no"}};
  if (!reply.kiss.empty()) facts.emplace_back("ntp.kiss", reply.kiss);
  facts.emplace_back("ntp.time", seconds_text(reply.server_time));
  if (!reply.synchronised()) return facts;
  const auto clock = clock_facts({sent, received, reply.received_time, reply.server_time, 0});
  facts.insert(facts.end(), clock.begin(), clock.end());
  return facts;
}

std::string detail_of(const NtpReply& reply) {
  const std::string stratum = "NTP reply, stratum " + std::to_string(reply.stratum);
  if (!reply.kiss.empty()) return stratum + ": the server wants to be asked less or not at all";
  return reply.synchronised() ? stratum : stratum + ": the server's own clock is not synchronised";
}

}  // namespace

Task<Io<Finding>> ntp(Channel& channel, Peer peer) {
  const auto random8 = ByteView(peer.nonce).first(8);
  const auto asked_at = peer.clock();
  const auto sent = co_await channel.write(ntp_request(random8));
  if (!sent) co_return sent.error();
  const auto bytes = co_await channel.read_some(largest_datagram);
  const auto answered_at = peer.clock();
  if (!bytes) co_return bytes.error();
  const auto reply = parse_ntp_reply(*bytes, random8);
  if (!reply) co_return mismatch("not an NTP reply to our request");
  co_return proven(facts_of(*reply, asked_at, answered_at), detail_of(*reply));
}

}  // namespace flowvet::probe
