// DNS: the reply must be a reply, ours, and to our question.
#include "probe/handshakes/dns_message.hpp"
#include "support/scripted_channel.hpp"

#include <doctest/doctest.h>

namespace flowvet::probe {
Task<Io<Finding>> dns_tcp(Channel&, Peer);
Task<Io<Finding>> dns_udp(Channel&, Peer);
}  // namespace flowvet::probe

using namespace flowvet;
using namespace flowvet::probe;
using test::Script;

namespace {

const std::uint16_t id = Reader(test::scripted_peer().nonce).u16();

Bytes reply(std::uint16_t reply_id, std::uint16_t flags) {
  return Writer().u16(reply_id).u16(flags).u16(1).u16(0).u16(0).u16(0).raw(ByteView(dns_query(0)).subspan(12)).bytes();
}

Bytes framed(const Bytes& message) { return Writer().u16(static_cast<std::uint16_t>(message.size())).raw(message).bytes(); }

constexpr std::uint16_t answer = 0x8180, refused = 0x8105;

}  // namespace

TEST_CASE("a DNS reply over UDP proves the server, whole or not at all") {
  test::fail_at_every_step(dns_udp, Script().expects(dns_query(id)).replies(reply(id, answer)), test::scripted_peer(), true);
  test::refuse_wrong_speakers(dns_udp, {}, test::scripted_peer(), true);
}

TEST_CASE("a DNS reply over TCP proves the server, whole or not at all") {
  test::fail_at_every_step(dns_tcp, Script().expects(framed(dns_query(id))).replies(framed(reply(id, answer))));
  test::refuse_wrong_speakers(dns_tcp);
}

TEST_CASE("a DNS server that refuses is there") {
  const auto finding = test::play(dns_udp, Script().expects_anything().replies(reply(id, refused)), test::scripted_peer(), true);
  REQUIRE(test::proves(finding));
  CHECK(finding->facts.front() == Fact{"dns.rcode", "REFUSED"});
}

TEST_CASE("a DNS reply with another id, without the response bit or to another question is not ours") {
  CHECK_FALSE(parse_dns_reply(reply(static_cast<std::uint16_t>(id + 1), answer), id));
  CHECK_FALSE(parse_dns_reply(reply(id, 0x0100), id));
  CHECK_FALSE(parse_dns_reply(dns_query(id), id));
  Bytes other_question = reply(id, answer);
  other_question[14] = 1;
  CHECK_FALSE(parse_dns_reply(other_question, id));
  CHECK(parse_dns_reply(reply(id, answer), id));
}
