// NTP (RFC 5905): answering is not the same as being synchronised; both are kept as facts.
#include "probe/handshakes/fact_text.hpp"
#include "probe/handshakes/handshake.hpp"
#include "probe/handshakes/ntp_message.hpp"

namespace flowvet::probe {

namespace {

constexpr std::size_t largest_datagram = 1024;

std::vector<Fact> facts_of(const NtpReply& reply) {
  std::vector<Fact> facts{{"ntp.stratum", std::to_string(reply.stratum)}, {"ntp.synchronised", reply.leap == 3 ? "no" : "yes"}};
  if (!reply.kiss.empty()) facts.emplace_back("ntp.kiss", reply.kiss);
  facts.emplace_back("ntp.time", seconds_text(reply.server_time));
  return facts;
}

}  // namespace

Task<Io<Finding>> ntp(Channel& channel, Peer peer) {
  const auto random8 = ByteView(peer.nonce).first(8);
  const auto sent = co_await channel.write(ntp_request(random8));
  if (!sent) co_return sent.error();
  const auto bytes = co_await channel.read_some(largest_datagram);
  if (!bytes) co_return bytes.error();
  const auto reply = parse_ntp_reply(*bytes, random8);
  if (!reply) co_return mismatch("not an NTP reply to our request");
  co_return proven(facts_of(*reply), "NTP reply, stratum " + std::to_string(reply->stratum));
}

}  // namespace flowvet::probe
