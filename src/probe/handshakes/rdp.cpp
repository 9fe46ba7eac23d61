// RDP ([MS-RDPBCGR]): connection request and confirmation, then TLS where the server chose it, for its certificate. It ends before
// CredSSP: no name and no password.
#include "probe/handshakes/handshake.hpp"
#include "probe/handshakes/rdp_message.hpp"

namespace flowvet::probe {

namespace {

std::string_view text_of(RdpSecurity security) {
  switch (security) {
    case RdpSecurity::standard:
      return "RDP";
    case RdpSecurity::tls:
      return "TLS";
    case RdpSecurity::credssp:
      return "CredSSP";
  }
  return {};
}

}  // namespace

Task<Io<Finding>> rdp(Channel& channel, Peer peer) {
  const auto sent = co_await channel.write(rdp_request());
  if (!sent) co_return sent.error();
  const auto header = co_await channel.read_exactly(rdp_header_size);
  if (!header) co_return header.error();
  const auto size = rdp_reply_size(*header);
  if (!size) co_return mismatch("not an RDP confirmation");
  const auto body = co_await channel.read_exactly(*size - rdp_header_size);
  if (!body) co_return body.error();
  const auto reply = parse_rdp_reply(Writer().raw(*header).raw(*body).bytes());
  if (!reply) co_return mismatch("not an RDP confirmation");
  if (reply->failure) co_return proven({{"rdp.failure", std::to_string(*reply->failure)}}, "RDP server refuses TLS and CredSSP");

  Finding finding = proven({{"rdp.security", std::string(text_of(reply->security))}}, "RDP server");
  if (reply->security == RdpSecurity::standard) co_return finding;
  const auto tls = co_await channel.start_tls(peer.name);
  // The confirmation is the proof. What our own TLS cannot agree with (an old server's version) takes nothing away from it;
  // a connection that falls silent or breaks at this point does: that is what inspection on the way looks like.
  const auto ended_by = [&tls](ErrorKind kind) { return !tls && tls.error().kind == kind; };
  const bool only_tls_failed = ended_by(ErrorKind::tls) || ended_by(ErrorKind::wants_certificate) || ended_by(ErrorKind::unsupported);
  if (!tls && !only_tls_failed) co_return tls.error();
  if (only_tls_failed) {
    finding.facts.emplace_back("rdp.tls", "handshake failed");
    co_return finding;
  }
  // Terminal servers show a certificate of their own making by default, so that it does not verify is a fact and no finding.
  finding.facts.insert(finding.facts.end(), tls->facts.begin(), tls->facts.end());
  co_return finding;
}

}  // namespace flowvet::probe
