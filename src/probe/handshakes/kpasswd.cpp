// Kerberos change-password (RFC 3244) over TCP and UDP: a request that changes nothing must be refused with a KRB-ERROR.
// The protocol has no field that a server repeats, so the proof is the form: lengths, the reply's version and the error inside.
#include "probe/handshakes/clock.hpp"
#include "probe/handshakes/fact_text.hpp"
#include "probe/handshakes/framed.hpp"
#include "probe/handshakes/handshake.hpp"
#include "probe/handshakes/kpasswd_message.hpp"

namespace flowvet::probe {

namespace {

constexpr std::size_t smallest_reply = 46, largest_reply = 8192;  // a header of six bytes and a Kerberos error

Finding judge_reply(ByteView bytes, WallTime asked_at, WallTime answered_at) {
  const auto reply = parse_kpasswd_reply(bytes);
  if (!reply) return mismatch("not a change-password reply");
  std::vector<Fact> facts{{"kerberos.time", seconds_text(reply->error.server_time)},
                          {"kerberos.error", kerberos_error_text(reply->error.code)}};
  const auto clock = clock_facts({asked_at, answered_at, reply->error.server_time, reply->error.server_time, 0});
  facts.insert(facts.end(), clock.begin(), clock.end());
  if (reply->result) facts.emplace_back("kpasswd.result", std::to_string(*reply->result));
  return proven(std::move(facts), "change-password service refused an empty request");
}

}  // namespace

Task<Io<Finding>> kpasswd_udp(Channel& channel, Peer peer) {
  const auto asked_at = peer.clock();
  const auto sent = co_await channel.write(kpasswd_request());
  if (!sent) co_return sent.error();
  const auto reply = co_await channel.read_some(largest_reply);
  if (!reply) co_return reply.error();
  co_return judge_reply(*reply, asked_at, peer.clock());
}

Task<Io<Finding>> kpasswd_tcp(Channel& channel, Peer peer) {
  const auto asked_at = peer.clock();
  const auto sent = co_await channel.write(framed(kpasswd_request()));
  if (!sent) co_return sent.error();
  const auto reply = co_await read_framed(channel, smallest_reply, largest_reply);
  if (!reply) co_return reply.error();
  if (!*reply) co_return mismatch("not a change-password message");
  co_return judge_reply(**reply, asked_at, peer.clock());
}

}  // namespace flowvet::probe
