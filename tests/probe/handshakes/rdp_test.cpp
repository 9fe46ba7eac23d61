// RDP: the confirmation proves it; TLS behind it is looked at where the server chose it.
#include "probe/handshakes/rdp_message.hpp"
#include "support/scripted_channel.hpp"

#include <doctest/doctest.h>

namespace flowvet::probe {
Task<Io<Finding>> rdp(Channel&, Peer);
}  // namespace flowvet::probe

using namespace flowvet;
using namespace flowvet::probe;
using test::Script;

namespace {

Bytes confirmation(std::uint8_t kind, std::uint32_t value, std::uint8_t type = 0xd0) {
  return Writer().u32(0x03000013).u8(14).u8(type).u16(0).u16(0x1234).u8(0).u8(kind).u8(0).u16_little(8).u32_little(value).bytes();
}

constexpr std::uint8_t response = 2, failure = 3;
constexpr std::uint32_t standard = 0, tls = 1, credssp = 2, ssl_required = 1;
const Bytes without_negotiation{0x03, 0x00, 0x00, 0x0b, 0x06, 0xd0, 0x00, 0x00, 0x12, 0x34, 0x00};

Script answered(const Bytes& reply) {
  return Script().expects(rdp_request()).replies(reply);
}

}  // namespace

TEST_CASE("an RDP confirmation proves the server, whole or not at all") {
  for (const Bytes& reply : {confirmation(response, standard), confirmation(failure, ssl_required), without_negotiation})
    test::fail_at_every_step(rdp, answered(reply));
  test::refuse_wrong_speakers(rdp);
}

TEST_CASE("an RDP server that chose TLS must also go through with it") {
  for (const std::uint32_t choice : {tls, credssp}) test::fail_at_every_step(rdp, answered(confirmation(response, choice)).agrees_to_tls());
}

TEST_CASE("an RDP server's certificate is a fact, and that it is of its own making is no finding") {
  const TlsFacts certificate{{{"tls.subject", "CN=vda01"}}, {Distrust::self_signed, "self-signed certificate", Issuer::unknown}};
  const auto finding = test::play(rdp, answered(confirmation(response, credssp)).agrees_to_tls(certificate));
  REQUIRE(test::proves(finding));
  CHECK(finding->facts == std::vector<Fact>{{"rdp.security", "CredSSP"}, {"tls.subject", "CN=vda01"}});
  CHECK(finding->certificate.flaw.empty());
}

TEST_CASE("an RDP server whose TLS we cannot agree with is still an RDP server") {
  const auto finding = test::play(rdp, answered(confirmation(response, tls)).ends_with(ErrorKind::tls));
  REQUIRE(test::proves(finding));
  CHECK(finding->facts.back() == Fact{"rdp.tls", "handshake failed"});
}

TEST_CASE("an RDP server that refuses what we offer is there") {
  const auto finding = test::play(rdp, answered(confirmation(failure, ssl_required)));
  REQUIRE(test::proves(finding));
  CHECK(finding->facts == std::vector<Fact>{{"rdp.failure", "1"}});
}

TEST_CASE("the RDP request offers TLS and CredSSP") {
  CHECK(rdp_request() == Bytes{0x03, 0, 0, 0x13, 0x0e, 0xe0, 0, 0, 0, 0, 0, 1, 0, 8, 0, 3, 0, 0, 0});
}

TEST_CASE("a unit of another type, size or choice is no RDP confirmation") {
  REQUIRE(parse_rdp_reply(confirmation(response, tls)));
  CHECK_FALSE(parse_rdp_reply(confirmation(response, tls, 0xe0)));
  CHECK_FALSE(parse_rdp_reply(confirmation(1, tls)));
  CHECK_FALSE(parse_rdp_reply(confirmation(response, 3)));
  CHECK_FALSE(parse_rdp_reply(confirmation(response, 8)));
  CHECK_FALSE(parse_rdp_reply(rdp_request()));
  Bytes short_length = confirmation(response, tls);
  short_length[4] = 6;
  CHECK_FALSE(parse_rdp_reply(short_length));
  CHECK_FALSE(rdp_reply_size(Bytes{3, 0, 0x20, 0}));
  CHECK_FALSE(rdp_reply_size(Bytes{2, 0, 0, 0x13}));
}
