// SMB over TCP 445 ([MS-SMB2]): negotiation of the dialect, and nothing after it. SMB 1 is not tried, because servers of today
// drop it.
#include "probe/handshakes/clock.hpp"
#include "probe/handshakes/fact_text.hpp"
#include "probe/handshakes/framed.hpp"
#include "probe/handshakes/handshake.hpp"
#include "probe/handshakes/smb_message.hpp"

#include <cstdio>

namespace flowvet::probe {

namespace {

constexpr std::size_t smallest_reply = 64, largest_reply = 65536;  // a header alone; the security buffer's length has 16 bits

std::string number_text(const char* format, std::uint32_t number) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), format, number);
  return text.data();
}

/// "3.0.2" for 0x0302.
std::string dialect_text(std::uint16_t dialect) {
  const std::string digits = number_text("%04x", dialect);
  return digits.substr(1, 1) + '.' + digits[2] + '.' + digits[3];
}

Finding judge_reply(ByteView bytes, WallTime asked_at, WallTime answered_at) {
  const auto reply = parse_smb_reply(bytes);
  if (!reply) return mismatch("not an SMB 2 reply to our negotiation");
  if (reply->status != 0) return proven({{"smb.status", number_text("0x%08x", reply->status)}}, "SMB server refuses our dialects");
  std::vector<Fact> facts{{"smb.dialect", dialect_text(reply->dialect)},
                          {"smb.signing", reply->signing_required ? "required" : "not required"},
                          {"smb.time", seconds_text(reply->server_time)}};
  const auto clock = clock_facts({asked_at, answered_at, reply->server_time, reply->server_time, 0});
  facts.insert(facts.end(), clock.begin(), clock.end());
  return proven(std::move(facts), "SMB " + dialect_text(reply->dialect));
}

}  // namespace

Task<Io<Finding>> smb(Channel& channel, Peer peer) {
  const auto asked_at = peer.clock();
  const auto sent = co_await channel.write(framed(smb_negotiate(ByteView(peer.nonce).first(16))));
  if (!sent) co_return sent.error();
  const auto reply = co_await read_framed(channel, smallest_reply, largest_reply);
  if (!reply) co_return reply.error();
  if (!*reply) co_return mismatch("not an SMB message");
  co_return judge_reply(**reply, asked_at, peer.clock());
}

}  // namespace flowvet::probe
