// SNMP: a Report about our own message, with an engine id.
#include "probe/handshakes/ber.hpp"
#include "probe/handshakes/snmp_message.hpp"
#include "support/scripted_channel.hpp"

#include <doctest/doctest.h>

namespace flowvet::probe {
Task<Io<Finding>> snmp(Channel&, Peer);
}  // namespace flowvet::probe

using namespace flowvet;
using namespace flowvet::probe;
using test::Script;

namespace {

constexpr std::uint32_t message_id = 0x71383f46, request_id = 0x4d545b62;  // from the scripted peer's nonce

Bytes small_number(std::uint8_t value) {
  return ber::element(ber::integer, Bytes{value});
}
Bytes octets(const Bytes& value) {
  return ber::element(ber::octet_string, value);
}
Bytes sequence(const Writer& content) {
  return ber::element(ber::sequence, content.bytes());
}

struct ReportParts {
  std::uint8_t version = 3;
  std::uint32_t id = message_id;
  Bytes engine{0x80, 0x00, 0x1f, 0x88, 0x80, 0x01, 0x02, 0x03};
  std::uint8_t pdu = 0xa8;
  Bytes counter{0x2b, 6, 1, 6, 3, 15, 1, 1, 4, 0};  // usmStatsUnknownEngineIDs.0
};

Bytes report(const ReportParts& parts) {
  const Bytes header = sequence(Writer().raw(ber::number(parts.id)).raw(ber::number(65507)).raw(octets({0})).raw(small_number(3)));
  const Bytes security = sequence(
      Writer().raw(octets(parts.engine)).raw(small_number(2)).raw(small_number(90)).raw(octets({})).raw(octets({})).raw(octets({})));
  const Bytes variable = sequence(Writer().raw(ber::element(0x06, parts.counter)).raw(ber::element(0x41, Bytes{7})));
  const Bytes pdu = ber::element(
      parts.pdu, Writer().raw(small_number(0)).raw(small_number(0)).raw(small_number(0)).raw(sequence(Writer().raw(variable))).bytes());
  const Bytes scoped = sequence(Writer().raw(octets(parts.engine)).raw(octets({})).raw(pdu));
  return sequence(Writer().raw(small_number(parts.version)).raw(header).raw(octets(security)).raw(scoped));
}

}  // namespace

TEST_CASE("an SNMP report proves the agent, whole or not at all") {
  test::fail_at_every_step(snmp, Script().expects(snmp_discovery(message_id, request_id)).replies(report({})), test::scripted_peer(), true);
  test::refuse_wrong_speakers(snmp, {}, test::scripted_peer(), true);
}

TEST_CASE("an SNMP agent tells its engine and for how long it has been up") {
  const auto finding = test::play(snmp, Script().expects_anything().replies(report({})), test::scripted_peer(), true);
  REQUIRE(test::proves(finding));
  CHECK(finding->facts == std::vector<Fact>{{"snmp.engine", "80001f8880010203"}, {"snmp.boots", "2"}, {"snmp.up-seconds", "90"}});
}

TEST_CASE("an SNMP agent that reports another counter of its dispatcher is there") {
  CHECK(parse_snmp_report(report({.counter = {0x2b, 6, 1, 6, 3, 11, 2, 1, 1, 0}}), message_id));
}

TEST_CASE("an SNMP message of another version, id, type, engine or counter is no report about us") {
  REQUIRE(parse_snmp_report(report({}), message_id));
  CHECK_FALSE(parse_snmp_report(report({.version = 1}), message_id));
  CHECK_FALSE(parse_snmp_report(report({.id = message_id + 1}), message_id));
  CHECK_FALSE(parse_snmp_report(report({.pdu = 0xa2}), message_id));
  CHECK_FALSE(parse_snmp_report(report({.engine = {1, 2, 3, 4}}), message_id));
  CHECK_FALSE(parse_snmp_report(report({.engine = Bytes(33, 1)}), message_id));
  CHECK_FALSE(parse_snmp_report(report({.counter = {0x2b, 6, 1, 2, 1, 1, 1, 0, 0}}), message_id));
  CHECK_FALSE(parse_snmp_report(report({.counter = {}}), message_id));
  CHECK_FALSE(parse_snmp_report(snmp_discovery(message_id, request_id), message_id));
}
