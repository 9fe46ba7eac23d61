// SQL Server: a PRELOGIN reply has its own packet type and begins with the version.
#include "probe/handshakes/tds_message.hpp"
#include "support/scripted_channel.hpp"

#include <doctest/doctest.h>

namespace flowvet::probe {
Task<Io<Finding>> tds(Channel&, Peer);
}  // namespace flowvet::probe

using namespace flowvet;
using namespace flowvet::probe;
using test::Script;

namespace {

constexpr std::uint32_t thread_id = 0x31383f46;  // from the scripted peer's nonce

Bytes packet(std::uint8_t type, const Bytes& body, int wrong_by = 0) {
  const auto size = static_cast<std::uint16_t>(8 + static_cast<int>(body.size()) + wrong_by);
  return Writer().u8(type).u8(1).u16(size).u16(0x33).u8(1).u8(0).raw(body).bytes();
}

// VERSION 16.0.1000, ENCRYPTION, end; offsets from the beginning of the options.
Bytes options(std::uint8_t encryption = 3, std::uint16_t version_at = 11) {
  return Writer().u8(0).u16(version_at).u16(6).u8(1).u16(17).u16(1).u8(0xff).u8(16).u8(0).u16(1000).u16(0).u8(encryption).bytes();
}

}  // namespace

TEST_CASE("an SQL Server's PRELOGIN reply proves it, whole or not at all") {
  test::fail_at_every_step(tds, Script().expects(tds_prelogin(thread_id)).replies(packet(4, options())));
  test::refuse_wrong_speakers(tds);
}

TEST_CASE("an SQL Server tells its version and whether it encrypts") {
  const auto finding = test::play(tds, Script().expects_anything().replies(packet(4, options())));
  REQUIRE(test::proves(finding));
  CHECK(finding->facts == std::vector<Fact>{{"sql.version", "16.0.1000"}, {"sql.encryption", "required"}});
}

TEST_CASE("an SQL Server that hangs up on a request in the clear is asked once more inside TLS") {
  const TlsFacts certificate{{{"tls.subject", "CN=sql01"}}, {Distrust::self_signed, "self-signed", Issuer::unknown}};
  const auto strict = Script().expects_anything().hangs_up_until_tls("tds/8.0", certificate).expects(tds_prelogin(thread_id));
  auto answered = strict;
  test::fail_at_every_step(tds, answered.replies(packet(4, options())));
  const auto finding = test::play(tds, answered);
  CHECK(
      finding->facts ==
      std::vector<Fact>{{"sql.version", "16.0.1000"}, {"sql.encryption", "required"}, {"sql.strict", "yes"}, {"tls.subject", "CN=sql01"}});
  CHECK(finding->certificate.flaw == "self-signed");

  auto other = strict;
  const auto nothing = test::play(tds, other.replies("HTTP/1.1 400 Bad Request\r\n\r\n"));
  REQUIRE_FALSE(nothing.has_value());
  CHECK(nothing.error().kind == ErrorKind::closed);
}

TEST_CASE("a PRELOGIN request points to its own data") {
  const Bytes request = tds_prelogin(0x01020304);
  Reader header(request);
  CHECK(header.u16() == 0x1201);
  CHECK(header.u16() == request.size());
  const ByteView body = ByteView(request).subspan(8);
  Reader list(body);
  std::size_t next = 5 * 5 + 1;
  for (std::uint8_t kind = 0; kind < 5; ++kind) {
    CHECK(list.u8() == kind);
    CHECK(list.u16() == next);
    next += list.u16();
  }
  CHECK(list.u8() == 0xff);
  CHECK(next == body.size());
}

TEST_CASE("a packet of another type, length or content is no PRELOGIN reply") {
  REQUIRE(parse_tds_reply(packet(4, options())));
  CHECK_FALSE(parse_tds_reply(packet(0x12, options())));
  CHECK_FALSE(parse_tds_reply(packet(4, options(), 1)));
  CHECK_FALSE(parse_tds_reply(packet(4, options(), -1)));
  CHECK_FALSE(parse_tds_reply(packet(4, options(3, 13))));
  CHECK_FALSE(parse_tds_reply(packet(4, options(3, 0xffff))));
  CHECK_FALSE(parse_tds_reply(packet(4, options(0xff))));
  CHECK_FALSE(parse_tds_reply(packet(4, Bytes(40, 0))));
  CHECK_FALSE(parse_tds_reply(packet(4, Bytes(40, 0xff))));
  CHECK_FALSE(parse_tds_reply(tds_prelogin(thread_id)));
  CHECK_FALSE(tds_reply_size(Bytes{4, 1, 0xff, 0xff, 0, 0, 0, 0}));
}
