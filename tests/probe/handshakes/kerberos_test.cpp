// Kerberos: the error must be an error, and about the realm that was asked for.
#include "probe/handshakes/ber.hpp"
#include "probe/handshakes/framed.hpp"
#include "probe/handshakes/kerberos_message.hpp"
#include "support/scripted_channel.hpp"

#include <doctest/doctest.h>

namespace flowvet::probe {
Task<Io<Finding>> kerberos_tcp(Channel&, Peer);
Task<Io<Finding>> kerberos_udp(Channel&, Peer);
}  // namespace flowvet::probe

using namespace flowvet;
using namespace flowvet::probe;
using test::Script;

namespace {

// The realm and the nonce of the scripted peer.
const std::string realm = "FLOWVET-31383F464D545B62.INVALID";
constexpr std::uint32_t nonce = 0x6970777e;

Bytes field(std::uint8_t number, const Bytes& value) {
  return ber::element(static_cast<std::uint8_t>(0xa0 + number), value);
}
Bytes small_number(std::uint8_t value) {
  return ber::element(ber::integer, Bytes{value});
}
Bytes text(std::uint8_t tag, std::string_view value) {
  return ber::element(tag, to_bytes(value));
}
constexpr std::uint8_t time_tag = 0x18, string_tag = 0x1b;

struct ErrorParts {
  std::uint8_t tag = 0x7e;
  std::uint8_t version = 5;
  std::uint8_t type = 30;
  std::string time = "20260501093000Z";
  std::uint8_t code = 6;
  std::string client_realm{};
  std::string realm{};
  std::string instance{};
};

Bytes error(const ErrorParts& parts) {
  Writer names, fields;
  names.raw(text(string_tag, "krbtgt")).raw(text(string_tag, parts.instance));
  fields.raw(field(0, small_number(parts.version))).raw(field(1, small_number(parts.type))).raw(field(4, text(time_tag, parts.time)));
  fields.raw(field(5, ber::element(ber::integer, Bytes{0x03, 0xd0, 0x90}))).raw(field(6, small_number(parts.code)));
  if (!parts.client_realm.empty()) fields.raw(field(7, text(string_tag, parts.client_realm)));
  const Bytes name = ber::element(
      ber::sequence, Writer().raw(field(0, small_number(2))).raw(field(1, ber::element(ber::sequence, names.bytes()))).bytes());
  fields.raw(field(9, text(string_tag, parts.realm))).raw(field(10, name));
  return ber::element(parts.tag, ber::element(ber::sequence, fields.bytes()));
}

Bytes error_about(const std::string& asked) {
  return error({.realm = asked, .instance = asked});
}

}  // namespace

TEST_CASE("a Kerberos error about our realm proves a KDC over UDP, whole or not at all") {
  test::fail_at_every_step(kerberos_udp, Script().expects(kerberos_request(realm, nonce)).replies(error_about(realm)),
                           test::scripted_peer(), true);
  test::refuse_wrong_speakers(kerberos_udp, {}, test::scripted_peer(), true);
}

TEST_CASE("a Kerberos error about our realm proves a KDC over TCP, whole or not at all") {
  test::fail_at_every_step(kerberos_tcp, Script().expects(framed(kerberos_request(realm, nonce))).replies(framed(error_about(realm))));
  test::refuse_wrong_speakers(kerberos_tcp);
}

TEST_CASE("a KDC tells its clock and why it refuses") {
  const auto finding = test::play(kerberos_udp, Script().expects_anything().replies(error_about(realm)), test::scripted_peer(), true);
  REQUIRE(test::proves(finding));
  CHECK(finding->facts == std::vector<Fact>{{"kerberos.time", "1777627800.250"},
                                            {"kerberos.error", "6 KDC_ERR_C_PRINCIPAL_UNKNOWN"},
                                            {"clock.offset_ms", "-10402200250"},
                                            {"clock.precision_ms", "0"}});
}

TEST_CASE("a KDC that names the realm it serves is believed about that only") {
  const Bytes wrong_realm = error({.code = 68, .client_realm = "CORP.EXAMPLE", .realm = realm, .instance = realm});
  const auto finding = test::play(kerberos_udp, Script().expects_anything().replies(wrong_realm), test::scripted_peer(), true);
  REQUIRE(test::proves(finding));
  CHECK(finding->facts.back() == Fact{"kerberos.realm", "CORP.EXAMPLE"});
}

TEST_CASE("a Kerberos error about another realm answers somebody else") {
  const auto finding =
      test::play(kerberos_udp, Script().expects_anything().replies(error_about("OTHER.INVALID")), test::scripted_peer(), true);
  CHECK(finding->reply == Reply::mismatched);
  CHECK(is_about(*parse_kerberos_error(error({.realm = realm, .instance = "OTHER.INVALID"})), realm));
  CHECK(is_about(*parse_kerberos_error(error({.realm = "OTHER.INVALID", .instance = realm})), realm));
}

TEST_CASE("a Kerberos error has its own tag, version, type and a real time") {
  REQUIRE(parse_kerberos_error(error({})));
  CHECK_FALSE(parse_kerberos_error(error({.tag = 0x6b})));
  CHECK_FALSE(parse_kerberos_error(error({.version = 4})));
  CHECK_FALSE(parse_kerberos_error(error({.type = 11})));
  for (const char* time :
       {"", "20260501093000", "20261301093000Z", "20260230093000Z", "20260501243000Z", "2026050109300-Z", "202605010930000"}) {
    CAPTURE(time);
    CHECK_FALSE(parse_kerberos_error(error({.time = time})));
  }
  Bytes with_more = error({});
  with_more.push_back(0);
  CHECK_FALSE(parse_kerberos_error(with_more));
  CHECK_FALSE(parse_kerberos_error(kerberos_request(realm, nonce)));
}

TEST_CASE("a Kerberos length that no error has is not waited for") {
  for (const std::uint32_t length : {0U, 39U, 8193U, 0x80000010U}) {
    CAPTURE(length);
    const auto finding = test::play(kerberos_tcp, Script().expects_anything().replies(Writer().u32(length).bytes()));
    REQUIRE(finding.has_value());
    CHECK(finding->reply == Reply::mismatched);
  }
}

TEST_CASE("the Kerberos request names no client") {
  const Bytes request = kerberos_request(realm, nonce);
  const std::string bytes = to_string(request);
  CHECK(bytes.find("krbtgt") != std::string::npos);
  constexpr std::string_view client_name_field("\xa1\x30", 2);
  CHECK(bytes.find(client_name_field) == std::string::npos);
}
