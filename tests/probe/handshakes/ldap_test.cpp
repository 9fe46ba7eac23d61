// LDAP: the reply must answer our search, and a Global Catalog must say that it is one.
#include "probe/handshakes/ber.hpp"
#include "probe/handshakes/ldap_message.hpp"
#include "support/scripted_channel.hpp"

#include <doctest/doctest.h>

namespace flowvet::probe {
Task<Io<Finding>> global_catalog(Channel&, Peer);
Task<Io<Finding>> global_catalog_tls(Channel&, Peer);
Task<Io<Finding>> ldap(Channel&, Peer);
Task<Io<Finding>> ldaps(Channel&, Peer);
}  // namespace flowvet::probe

using namespace flowvet;
using namespace flowvet::probe;
using test::Script;

namespace {

constexpr std::uint32_t id = 0x31383f47;  // from the scripted peer's nonce
constexpr std::uint8_t entry_tag = 0x64, done_tag = 0x65, notice_tag = 0x78;
const std::vector<std::string> asked{"defaultNamingContext", "dnsHostName", "isGlobalCatalogReady", "supportedLDAPVersion"};

using Attributes = std::vector<std::pair<std::string, std::string>>;

Bytes octets(std::string_view text) {
  return ber::element(ber::octet_string, to_bytes(text));
}

Bytes message(std::uint32_t reply_id, std::uint8_t tag, const Bytes& content) {
  return ber::element(ber::sequence, Writer().raw(ber::number(reply_id)).raw(ber::element(tag, content)).bytes());
}

Bytes entry(std::uint32_t reply_id, const Attributes& attributes) {
  Writer list;
  for (const auto& [name, value] : attributes)
    list.raw(ber::element(ber::sequence, Writer().raw(octets(name)).raw(ber::element(ber::set, octets(value))).bytes()));
  return message(reply_id, entry_tag, Writer().raw(octets("")).raw(ber::element(ber::sequence, list.bytes())).bytes());
}

const Bytes result_success{0x0a, 1, 0, 4, 0, 4, 0};
const Bytes domain_controller = entry(id, {{"defaultNamingContext", "DC=lab,DC=example"}, {"isGlobalCatalogReady", "TRUE"}});
const Bytes other_directory = entry(id, {{"supportedLDAPVersion", "3"}});

Script answered(const Bytes& reply) {
  return Script().expects(ldap_root_search(id, asked)).replies(reply);
}
Script answered_in_tls(const Bytes& reply) {
  return Script().agrees_to_tls().expects(ldap_root_search(id, asked)).replies(reply);
}

}  // namespace

TEST_CASE("an LDAP server's rootDSE proves it, whole or not at all") {
  test::fail_at_every_step(ldap, answered(other_directory));
  test::refuse_wrong_speakers(ldap);
}

TEST_CASE("an LDAP server is proven over TLS only after both TLS and the search") {
  test::fail_at_every_step(ldaps, answered_in_tls(other_directory));
  test::refuse_wrong_speakers(ldaps);
  CHECK_FALSE(test::proves(test::play(ldaps, Script().agrees_to_tls().expects_anything().ends_with(ErrorKind::closed))));
}

TEST_CASE("LDAP over TLS keeps what the certificate showed") {
  const TlsFacts certificate{{{"tls.subject", "CN=dc"}}, {Distrust::expired, "certificate has expired", Issuer::unknown}};
  const auto finding = test::play(ldaps, Script().agrees_to_tls(certificate).expects_anything().replies(other_directory));
  REQUIRE(test::proves(finding));
  CHECK(finding->facts.back() == Fact{"tls.subject", "CN=dc"});
  CHECK(finding->certificate.flaw == "certificate has expired");
}

TEST_CASE("a Global Catalog is proven by saying that it is one") {
  test::fail_at_every_step(global_catalog, answered(domain_controller));
  test::fail_at_every_step(global_catalog_tls, answered_in_tls(domain_controller));
  test::refuse_wrong_speakers(global_catalog);
  test::refuse_wrong_speakers(global_catalog_tls);
}

TEST_CASE("an LDAP server that is no Global Catalog, or not ready, is another service") {
  for (const Bytes& reply : {other_directory, entry(id, {{"isGlobalCatalogReady", "FALSE"}}), entry(id, {})}) {
    CHECK(test::play(global_catalog, answered(reply))->reply == Reply::mismatched);
    CHECK(test::play(global_catalog_tls, answered_in_tls(reply))->reply == Reply::mismatched);
  }
}

TEST_CASE("attribute names come back in any letter case") {
  CHECK(test::proves(test::play(global_catalog, answered(entry(id, {{"ISGLOBALCATALOGREADY", "TRUE"}})))));
}

TEST_CASE("an LDAP server that has no entry for us or sends us away is there") {
  CHECK(test::proves(test::play(ldap, answered(message(id, done_tag, result_success)))));
  CHECK(test::proves(test::play(ldap, answered(message(0, notice_tag, result_success)))));
}

TEST_CASE("a Global Catalog that has no entry for us has not shown that it is one") {
  CHECK_FALSE(test::proves(test::play(global_catalog, answered(message(id, done_tag, result_success)))));
  CHECK_FALSE(test::proves(test::play(global_catalog, answered(message(0, notice_tag, result_success)))));
}

TEST_CASE("an LDAP message that comes in single bytes with a long length is read whole") {
  const std::string long_name(300, 'x');
  const Bytes reply = entry(id, {{"defaultNamingContext", long_name}});
  Script script;
  script.expects_anything();
  for (const std::uint8_t byte : reply) script.replies(Bytes{byte});
  const auto finding = test::play(ldap, script);
  REQUIRE(test::proves(finding));
  CHECK(finding->facts.front() == Fact{"ldap.defaultNamingContext", long_name});
}

TEST_CASE("an LDAP message that claims to be huge or endless is not waited for") {
  for (const Bytes& head : {Bytes{0x30, 0x84, 0x7f, 0xff, 0xff, 0xff}, Bytes{0x30, 0x80}, Bytes{0x30, 0x85, 0, 0}}) {
    const auto finding = test::play(ldap, Script().expects_anything().replies(head));
    REQUIRE(finding.has_value());
    CHECK(finding->reply == Reply::mismatched);
  }
}

TEST_CASE("an LDAP message with another id or operation is no reply to our search") {
  REQUIRE(parse_ldap_reply(other_directory, id));
  CHECK_FALSE(parse_ldap_reply(other_directory, id + 1));
  CHECK_FALSE(parse_ldap_reply(message(id, notice_tag, result_success), id));
  CHECK_FALSE(parse_ldap_reply(message(id, 0x61, result_success), id));
  CHECK_FALSE(parse_ldap_reply(ldap_root_search(id, asked), id));
  CHECK_FALSE(parse_ldap_reply({}, id));
}

TEST_CASE("an LDAP entry with a broken attribute keeps those before it") {
  const Bytes good = ber::element(ber::sequence, Writer().raw(octets("a")).raw(ber::element(ber::set, octets("1"))).bytes());
  const Bytes list = ber::element(ber::sequence, Writer().raw(good).raw(octets("not a sequence")).bytes());
  const auto reply = parse_ldap_reply(message(id, entry_tag, Writer().raw(octets("")).raw(list).bytes()), id);
  REQUIRE(reply);
  CHECK(reply->attributes.size() == 1);
  CHECK(reply->attributes.at("A") == "1");
}
