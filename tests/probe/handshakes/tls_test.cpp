// TLS: a completed handshake, and what the certificate showed.

#include "web_support.hpp"

#include <doctest/doctest.h>

namespace flowvet::probe {
Task<Io<Finding>> tls(Channel&, Peer);
}  // namespace flowvet::probe

using namespace flowvet;
using namespace flowvet::probe;
using test::Script;

TEST_CASE("a completed handshake proves TLS, and nothing less does") {
  test::fail_at_every_step(tls, Script().agrees_to_tls(), test::scripted_peer(443));
  for (const Script& script : {Script{}, Script().replies("HTTP/1.1 400 Bad Request\r\n\r\n"), Script().ends_with(ErrorKind::reset)})
    CHECK_FALSE(test::proves(test::play(tls, script, test::scripted_peer(443))));
}

TEST_CASE("the certificate is kept as facts, and why it is not trusted") {
  const auto finding = test::play(
      tls, Script().agrees_to_tls({{{"tls.issuer", "CN=inspection"}}, {Distrust::self_signed, "self-signed certificate", Issuer::unknown}}),
      test::scripted_peer(443));
  REQUIRE(test::proves(finding));
  CHECK(test::fact(finding, "tls.issuer") == "CN=inspection");
  CHECK(finding->certificate.flaw == "self-signed certificate");
}

TEST_CASE("a failed handshake stays the network's error") {
  const auto finding = test::play(tls, Script().replies("220 mail.example ESMTP\r\n"), test::scripted_peer(443));
  REQUIRE_FALSE(finding.has_value());
  CHECK(finding.error().kind == ErrorKind::tls);
}

TEST_CASE("a server that demands a client certificate is there") {
  const auto finding = test::play(tls, Script().ends_with(ErrorKind::wants_certificate), test::scripted_peer(443));
  REQUIRE(test::proves(finding));
  CHECK(finding->detail == "TLS server that demands a client certificate");
}
