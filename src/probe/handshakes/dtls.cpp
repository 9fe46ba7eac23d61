// DTLS 1.2 (RFC 6347): ClientHello, the server's cookie, ClientHello with the cookie, ServerHello; then good-bye. Only the second
// round shows that the server read what we sent; an alert in either is a refusal by DTLS itself.
#include "probe/handshakes/dtls_message.hpp"
#include "probe/handshakes/fact_text.hpp"
#include "probe/handshakes/handshake.hpp"

#include "flowvet/base/address.hpp"

namespace flowvet::probe {

namespace {

constexpr std::size_t largest_datagram = 4096;

DtlsHello first_hello(const Peer& peer) {
  return {Bytes(peer.nonce.begin(), peer.nonce.end()), parse_address(peer.name) ? std::string{} : peer.name, {}, 0, std::nullopt};
}

/// Sends one hello and reads what comes back. An inner nullopt: not DTLS.
Task<Io<std::optional<DtlsReply>>> exchange(Channel& channel, DtlsHello hello) {
  const auto sent = co_await channel.write(dtls_client_hello(hello));
  if (!sent) co_return sent.error();
  const auto datagram = co_await channel.read_some(largest_datagram);
  if (!datagram) co_return datagram.error();
  co_return parse_dtls_reply(*datagram);
}

/// An alert or a ServerHello; a second cookie request is neither.
Finding judge_reply(const DtlsReply& reply) {
  switch (reply.kind) {
    case DtlsReply::Kind::alert:
      return proven({{"dtls.alert", std::to_string(reply.alert)}}, "DTLS refuses us with alert " + std::to_string(reply.alert));
    case DtlsReply::Kind::server_hello: {
      const Bytes cipher = Writer().u16(reply.cipher).bytes();
      return proven({{"dtls.version", reply.version == 0xfefd ? "1.2" : "1.0"}, {"dtls.cipher", hex_text(cipher)}}, "DTLS ServerHello");
    }
    case DtlsReply::Kind::verify_request:
      return undecided("DTLS does not take back its own cookie");
  }
  return undecided("DTLS");
}

}  // namespace

Task<Io<Finding>> dtls(Channel& channel, Peer peer) {
  DtlsHello hello = first_hello(peer);
  auto reply = co_await exchange(channel, hello);
  if (!reply) co_return reply.error();
  if (!*reply) co_return mismatch("not a DTLS reply");
  if ((*reply)->kind == DtlsReply::Kind::verify_request) {
    hello.cookie = (*reply)->cookie;
    hello.round = 1;
    reply = co_await exchange(channel, hello);
    if (!reply) co_return reply.error();
    if (!*reply) co_return mismatch("not a DTLS reply");
  }
  if ((*reply)->kind == DtlsReply::Kind::server_hello)
    static_cast<void>(co_await channel.write(dtls_good_bye(static_cast<std::uint16_t>(hello.round + 1))));
  co_return judge_reply(**reply);
}

namespace {

Bytes padded_hello(const Peer& peer, std::size_t size) {
  DtlsHello hello = first_hello(peer);
  const std::size_t bare = dtls_client_hello(hello).size();
  if (size < bare + dtls_padding_header) return {};
  hello.padding = size - bare - dtls_padding_header;
  return dtls_client_hello(hello);
}

/// A server that asks for no cookie has begun a handshake.
Bytes end_of_handshake(ByteView datagram) {
  const auto reply = parse_dtls_reply(datagram);
  return reply && reply->kind == DtlsReply::Kind::server_hello ? dtls_good_bye(1) : Bytes{};
}

}  // namespace

extern const Sized sized_dtls;
const Sized sized_dtls{padded_hello, end_of_handshake};

}  // namespace flowvet::probe
