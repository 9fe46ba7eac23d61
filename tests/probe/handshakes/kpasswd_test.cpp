// Kerberos change-password: only the reply's own version with an error inside counts.
#include "probe/handshakes/ber.hpp"
#include "probe/handshakes/framed.hpp"
#include "probe/handshakes/kpasswd_message.hpp"
#include "support/scripted_channel.hpp"

#include <doctest/doctest.h>

namespace flowvet::probe {
Task<Io<Finding>> kpasswd_tcp(Channel&, Peer);
Task<Io<Finding>> kpasswd_udp(Channel&, Peer);
}  // namespace flowvet::probe

using namespace flowvet;
using namespace flowvet::probe;
using test::Script;

namespace {

Bytes field(std::uint8_t number, const Bytes& value) {
  return ber::element(static_cast<std::uint8_t>(0xa0 + number), value);
}
Bytes small_number(std::uint8_t value) {
  return ber::element(ber::integer, Bytes{value});
}
Bytes text(std::uint8_t tag, std::string_view value) {
  return ber::element(tag, to_bytes(value));
}

const Bytes error = [] {
  const Bytes names = ber::element(ber::sequence, Writer().raw(text(0x1b, "kadmin")).raw(text(0x1b, "changepw")).bytes());
  const Bytes name = ber::element(ber::sequence, Writer().raw(field(0, small_number(2))).raw(field(1, names)).bytes());
  const Bytes result = ber::element(ber::octet_string, Writer().u16(3).text("Failed reading application request").bytes());
  return ber::element(0x7e, ber::element(ber::sequence, Writer()
                                                            .raw(field(0, small_number(5)))
                                                            .raw(field(1, small_number(30)))
                                                            .raw(field(4, text(0x18, "20260501093000Z")))
                                                            .raw(field(5, small_number(0)))
                                                            .raw(field(6, small_number(60)))
                                                            .raw(field(9, text(0x1b, "LAB.EXAMPLE")))
                                                            .raw(field(10, name))
                                                            .raw(field(12, result))
                                                            .bytes()));
}();

Bytes reply(std::uint16_t version = 1, std::uint16_t ap_rep_size = 0, int wrong_by = 0) {
  const int size = 6 + static_cast<int>(error.size()) + wrong_by;
  return Writer().u16(static_cast<std::uint16_t>(size)).u16(version).u16(ap_rep_size).raw(error).bytes();
}

}  // namespace

TEST_CASE("a change-password error proves the service over UDP, whole or not at all") {
  test::fail_at_every_step(kpasswd_udp, Script().expects(kpasswd_request()).replies(reply()), test::scripted_peer(), true);
  test::refuse_wrong_speakers(kpasswd_udp, {}, test::scripted_peer(), true);
}

TEST_CASE("a change-password error proves the service over TCP, whole or not at all") {
  test::fail_at_every_step(kpasswd_tcp, Script().expects(framed(kpasswd_request())).replies(framed(reply())));
  test::refuse_wrong_speakers(kpasswd_tcp);
}

TEST_CASE("a change-password service tells its clock and what it makes of the request") {
  const auto finding = test::play(kpasswd_tcp, Script().expects_anything().replies(framed(reply())));
  REQUIRE(test::proves(finding));
  CHECK(finding->facts == std::vector<Fact>{{"kerberos.time", "1777627800.000"},
                                            {"kerberos.error", "60 KRB_ERR_GENERIC"},
                                            {"clock.offset_ms", "-10402200000"},
                                            {"clock.precision_ms", "0"},
                                            {"kpasswd.result", "3"}});
}

TEST_CASE("a change-password request is 14 bytes whose lengths are right") {
  CHECK(kpasswd_request() == Bytes{0x00, 0x0e, 0xff, 0x80, 0x00, 0x04, 0x6e, 0x02, 0x30, 0x00, 0x75, 0x02, 0x30, 0x00});
}

TEST_CASE("a change-password reply with another version, length or content is none") {
  REQUIRE(parse_kpasswd_reply(reply()));
  CHECK_FALSE(parse_kpasswd_reply(reply(0xff80)));
  CHECK_FALSE(parse_kpasswd_reply(reply(1, 4)));
  CHECK_FALSE(parse_kpasswd_reply(reply(1, 0, 1)));
  CHECK_FALSE(parse_kpasswd_reply(reply(1, 0, -1)));
  CHECK_FALSE(parse_kpasswd_reply(kpasswd_request()));
  CHECK_FALSE(parse_kpasswd_reply(Bytes{0x00, 0x06, 0x00, 0x01, 0x00, 0x00}));
}
