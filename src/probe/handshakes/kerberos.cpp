// Kerberos KDC (RFC 4120) over TCP and UDP: a request for a ticket of a realm that exists nowhere. Every KDC answers with an error
// that repeats the realm, whose random name shows that the answer is to this request.
#include "probe/handshakes/clock.hpp"
#include "probe/handshakes/fact_text.hpp"
#include "probe/handshakes/framed.hpp"
#include "probe/handshakes/handshake.hpp"
#include "probe/handshakes/kerberos_message.hpp"

namespace flowvet::probe {

namespace {

constexpr std::size_t smallest_error = 40, largest_error = 8192;  // an error has a dozen short fields

std::string random_realm(const Peer& peer) {
  std::string digits = hex_text(ByteView(peer.nonce).first(8));
  std::ranges::transform(digits, digits.begin(), [](char c) { return c >= 'a' ? static_cast<char>(c - 'a' + 'A') : c; });
  return "FLOWVET-" + digits + ".INVALID";  // RFC 2606; our name, for whoever reads the KDC's log
}

Bytes request(const Peer& peer) {
  const std::uint32_t random = Reader(ByteView(peer.nonce).subspan(8)).u32();
  return kerberos_request(random_realm(peer), (random & 0x7FFFFFFFU) | 0x40000000U);
}

Finding judge_reply(ByteView bytes, const std::string& realm, WallTime asked_at, WallTime answered_at) {
  const auto error = parse_kerberos_error(bytes);
  if (!error || !is_about(*error, realm)) return mismatch("not a Kerberos error about our request");
  std::vector<Fact> facts{{"kerberos.time", seconds_text(error->server_time)}, {"kerberos.error", kerberos_error_text(error->code)}};
  const auto clock = clock_facts({asked_at, answered_at, error->server_time, error->server_time, 0});
  facts.insert(facts.end(), clock.begin(), clock.end());
  if (!error->client_realm.empty() && error->client_realm != realm) facts.emplace_back("kerberos.realm", error->client_realm);
  return proven(std::move(facts), "Kerberos error " + kerberos_error_text(error->code));
}

}  // namespace

Task<Io<Finding>> kerberos_udp(Channel& channel, Peer peer) {
  const auto asked_at = peer.clock();
  const auto sent = co_await channel.write(request(peer));
  if (!sent) co_return sent.error();
  const auto reply = co_await channel.read_some(largest_error);
  if (!reply) co_return reply.error();
  co_return judge_reply(*reply, random_realm(peer), asked_at, peer.clock());
}

Task<Io<Finding>> kerberos_tcp(Channel& channel, Peer peer) {
  const auto asked_at = peer.clock();
  const auto sent = co_await channel.write(framed(request(peer)));
  if (!sent) co_return sent.error();
  const auto reply = co_await read_framed(channel, smallest_error, largest_error);
  if (!reply) co_return reply.error();
  if (!*reply) co_return mismatch("not a Kerberos message");
  co_return judge_reply(**reply, random_realm(peer), asked_at, peer.clock());
}

}  // namespace flowvet::probe
