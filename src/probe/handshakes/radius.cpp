// RADIUS (RFC 2865, RFC 2866). Without the secret an Access-Request: a server that knows our address as a client refuses the user;
// any other is silent, as is one that demands a Message-Authenticator. So an answer is proof, and silence says nothing.
// With the secret a Status-Server (RFC 5997), whose answer only a holder of the secret can make. A reply that does not fit the secret
// proves nothing: clients throw it away, and whoever sees the request can forge it. So it is passed over while a better one may
// come, and the end is "unknown" with the fact that it came: this site may have the wrong secret, or the server.
#include "probe/handshakes/handshake.hpp"
#include "probe/handshakes/radius_message.hpp"

namespace flowvet::probe {

namespace {

constexpr std::size_t largest_datagram = 4096;

std::string_view text_of(RadiusCode code) {
  switch (code) {
    case RadiusCode::accept:
      return "Access-Accept";
    case RadiusCode::reject:
      return "Access-Reject";
    case RadiusCode::accounting_response:
      return "Accounting-Response";
    case RadiusCode::challenge:
      return "Access-Challenge";
  }
  return {};
}

Fact fact_of(RadiusCode code) {
  return {"radius.reply", std::string(text_of(code))};
}

Finding not_a_reply() {
  return mismatch("not a RADIUS reply to our request");
}

/// A request under way; a reply to it is known by its id and signed over its authenticator.
struct Asked {
  std::uint8_t id;
  Bytes authenticator;
  Bytes packet;
};

/// The request that changes nothing, and after silence also one that servers without Status-Server answer.
std::vector<Asked> signed_requests(const Peer& peer, bool access) {
  const ByteView nonce(peer.nonce);
  const ByteView first = nonce.first(radius_authenticator_size), second = nonce.last(radius_authenticator_size);
  const std::uint8_t id = second[0];
  const auto other_id = static_cast<std::uint8_t>(id + 1);
  std::vector<Asked> requests;
  if (auto status = radius_status_request(id, first, peer.secret->reveal()))
    requests.push_back({id, Bytes(first.begin(), first.end()), *std::move(status)});
  if (!access || peer.tried == 0) return requests;
  if (auto request = signed_radius_request(other_id, second, peer.secret->reveal()))
    requests.push_back({other_id, Bytes(second.begin(), second.end()), *std::move(request)});
  return requests;
}

Task<Io<Finding>> ask_with_secret(Channel& channel, Peer peer, std::span<const RadiusCode> possible, bool access) {
  const std::vector<Asked> requests = signed_requests(peer, access);
  if (requests.empty()) co_return NetError{ErrorKind::unsupported, 0};
  for (const Asked& asked : requests)
    if (const auto sent = co_await channel.write(asked.packet); !sent) co_return sent.error();
  std::vector<Fact> unfit;
  while (true) {
    const auto reply = co_await channel.read_some(largest_datagram);
    if (!reply && reply.error().kind == ErrorKind::timed_out && !unfit.empty())
      co_return undecided("a RADIUS answer came that does not fit the secret of this site: another secret, or a forgery", unfit);
    if (!reply) co_return reply.error();
    std::optional<RadiusCode> code;
    for (const Asked& asked : requests) {
      code = parse_radius_reply(*reply, asked.id, possible);
      if (code && is_authentic_radius_reply(*reply, asked.authenticator, peer.secret->reveal()))
        co_return proven({fact_of(*code), {"radius.secret", "verified"}},
                         "RADIUS " + std::string(text_of(*code)) + " made with the secret");
      if (code) break;
    }
    if (!code) co_return not_a_reply();
    unfit = {fact_of(*code), {"radius.secret", "does not fit"}};
  }
}

}  // namespace

Task<Io<Finding>> radius(Channel& channel, Peer peer) {
  if (peer.secret) co_return co_await ask_with_secret(channel, std::move(peer), access_replies, true);
  Reader random(peer.nonce);
  const ByteView authenticator = random.take(radius_authenticator_size);
  const std::uint8_t id = random.u8();
  const Bytes password = Writer().raw(random.rest()).u8(id).bytes();
  const auto sent = co_await channel.write(radius_request(id, authenticator, password));
  if (!sent) co_return sent.error();
  const auto reply = co_await channel.read_some(largest_datagram);
  if (!reply) co_return reply.error();
  const auto code = parse_radius_reply(*reply, id);
  if (!code) co_return not_a_reply();
  co_return proven({fact_of(*code)}, "RADIUS " + std::string(text_of(*code)));
}

/// Without the secret there is no request that a server must not drop (RFC 2866 section 3), and a record that it took would bill
/// somebody. An empty datagram harms nobody, and a closed port still answers it with ICMP.
Task<Io<Finding>> radius_accounting(Channel& channel, Peer peer) {
  static constexpr std::array possible{RadiusCode::accounting_response};
  if (peer.secret) co_return co_await ask_with_secret(channel, std::move(peer), possible, false);
  const auto sent = co_await channel.write({});
  if (!sent) co_return sent.error();
  const auto reply = co_await channel.read_some(1);
  if (!reply) co_return reply.error();
  co_return undecided("a datagram came back, which cannot be checked without the secret");
}

}  // namespace flowvet::probe
