// CLDAP: the answer must be ours, and a domain controller's.
#include "probe/handshakes/ber.hpp"
#include "probe/handshakes/cldap_message.hpp"
#include "support/scripted_channel.hpp"

#include <doctest/doctest.h>

namespace flowvet::probe {
Task<Io<Finding>> cldap(Channel&, Peer);
}  // namespace flowvet::probe

using namespace flowvet;
using namespace flowvet::probe;
using test::Script;

namespace {

constexpr std::uint32_t id = 0x71383f46;  // from the scripted peer's nonce

// A domain controller's answer as Samba sends it: forest, then names that point into it.
Bytes netlogon(std::uint16_t code = 23) {
  Writer writer;
  writer.u16_little(code).u16(0).u32(0xbd110000).zeros(16);
  writer.u8(3).text("lab").u8(7).text("example").u8(0);         // 24: the forest
  writer.u16(0xc018);                                           // the domain, which is the forest
  writer.u8(2).text("dc").u16(0xc018);                          // the host
  writer.u8(3).text("LAB").u8(0).u8(2).text("DC").u8(0).u8(0);  // NetBIOS names, no user
  writer.u8(5).text("Tokyo").u8(0).u8(5).text("Osaka").u8(0);   // sites
  return writer.u32_little(5).u16(0xffff).u16(0xffff).bytes();  // version and tokens
}

Bytes message(std::uint32_t reply_id, std::uint8_t operation, const Bytes& content) {
  return ber::element(ber::sequence, Writer().raw(ber::number(reply_id)).raw(ber::element(operation, content)).bytes());
}

Bytes entry(std::uint32_t reply_id, std::string_view attribute, const Bytes& value) {
  const Bytes values = ber::element(ber::set, ber::element(ber::octet_string, value));
  const Bytes one = ber::element(ber::sequence, Writer().raw(ber::element(ber::octet_string, to_bytes(attribute))).raw(values).bytes());
  return message(reply_id, 0x64, Writer().raw(ber::element(ber::octet_string, {})).raw(ber::element(ber::sequence, one)).bytes());
}

Bytes done(std::uint32_t reply_id) {
  return message(reply_id, 0x65, {0x0a, 1, 0, 4, 0, 4, 0});
}

Bytes answer(std::uint32_t reply_id = id) {
  return Writer().raw(entry(reply_id, "netlogon", netlogon())).raw(done(reply_id)).bytes();
}

Io<Finding> play(const Bytes& reply) {
  return test::play(cldap, Script().expects_anything().replies(reply), test::scripted_peer(), true);
}

}  // namespace

TEST_CASE("a domain controller's answer proves it, whole or not at all") {
  test::fail_at_every_step(cldap, Script().expects(cldap_request(id)).replies(answer()), test::scripted_peer(), true);
  test::refuse_wrong_speakers(cldap, {}, test::scripted_peer(), true);
}

TEST_CASE("a domain controller tells where it is") {
  const auto finding = play(answer());
  REQUIRE(test::proves(finding));
  CHECK(finding->facts == std::vector<Fact>{{"ad.forest", "lab.example"},
                                            {"ad.domain", "lab.example"},
                                            {"ad.host", "dc.lab.example"},
                                            {"ad.site", "Tokyo"},
                                            {"ad.client-site", "Osaka"}});
}

TEST_CASE("a domain controller that is paused says so") {
  const auto paused = play(entry(id, "Netlogon", netlogon(24)));
  REQUIRE(test::proves(paused));
  CHECK(paused->facts.back() == Fact{"ad.paused", "yes"});
}

TEST_CASE("a search that ends without an entry proves the service") {
  CHECK(test::proves(play(done(id))));
}

TEST_CASE("an answer to another search, another attribute or a notice proves no domain controller") {
  CHECK(play(answer(id + 1))->reply == Reply::mismatched);
  CHECK(play(done(id - 1))->reply == Reply::mismatched);
  CHECK(play(entry(id, "objectClass", to_bytes("top")))->reply == Reply::mismatched);
  CHECK(play(entry(id, "Netlogon", to_bytes("something else")))->reply == Reply::mismatched);
  CHECK(play(message(0, 0x78, {0x0a, 1, 52, 4, 0, 4, 0}))->reply == Reply::mismatched);
}

TEST_CASE("compressed names that point in a circle, past the end or at a reserved form are refused") {
  const auto with_forest = [](const Bytes& name) {
    Bytes bytes = netlogon();
    bytes.resize(24);
    bytes.insert(bytes.end(), name.begin(), name.end());
    bytes.insert(bytes.end(), 16, 0);
    return bytes;
  };
  CHECK(parse_netlogon(with_forest({1, 'a', 0})));
  CHECK_FALSE(parse_netlogon(with_forest({0xc0, 24})));
  CHECK_FALSE(parse_netlogon(with_forest({1, 'a', 0xc0, 24})));
  CHECK_FALSE(parse_netlogon(with_forest({0xff, 0xff})));
  CHECK_FALSE(parse_netlogon(with_forest({0x40, 'a', 0})));
  CHECK_FALSE(parse_netlogon(with_forest({0x3f, 'a', 0})));
  const Bytes whole = netlogon();
  for (std::size_t size = 0; size + 8 < whole.size(); ++size) CHECK_FALSE(parse_netlogon(ByteView(whole).first(size)));
}
