// Registration: the service that owns the address asks for the message and cannot read it.
#include "web_support.hpp"

#include <doctest/doctest.h>

namespace flowvet::probe {
Task<Io<Finding>> registrar(Channel&, Peer);
}  // namespace flowvet::probe

using namespace flowvet;
using namespace flowvet::probe;
using test::Script;

namespace {

const Peer peer = test::scripted_peer(80);
constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";

Script says(std::string_view after_message) {
  return Script().expects_anything().replies(go_on).expects(to_bytes(" ")).replies(after_message);
}

}  // namespace

TEST_CASE("100 Continue and then a refusal prove the registrar, whole or not at all") {
  test::fail_at_every_step(registrar, says(test::response("400 Bad Request", test::http_sys)), peer);
  test::refuse_wrong_speakers(registrar, {}, peer);
}

TEST_CASE("the message is announced with one byte and not sent") {
  const std::string request = "POST /Citrix/CdsController/IRegistrar HTTP/1.1\r\nHost: peer.example\r\nUser-Agent: flowvet/" FLOWVET_VERSION
                              "\r\nAccept: */*\r\nContent-Type: application/soap+xml; charset=utf-8\r\nContent-Length: 1\r\nExpect: "
                              "100-continue\r\nConnection: close\r\n\r\n";
  const auto script = Script().expects(to_bytes(request)).replies(test::response("404 Not Found", test::http_sys));
  const auto finding = test::play(registrar, script, peer);
  CHECK(test::mismatches(finding));
  CHECK(finding->detail.find("no application") != std::string::npos);
}

TEST_CASE("a web server that asks for the byte and then knows no such address is no registrar") {
  CHECK(test::mismatches(test::play(registrar, says(test::response("404 Not Found", "Server: nginx\r\n")), peer)));
  CHECK(test::leaves_open(test::play(registrar, says(test::response("405 Not Allowed", "Server: nginx\r\n")), peer)));
  CHECK(test::leaves_open(test::play(registrar, says(test::response("400 Bad Request", "Server: nginx\r\n")), peer)));
  CHECK(test::leaves_open(test::play(registrar, says(test::response("200 OK", test::iis)), peer)));
}

TEST_CASE("100 Continue alone proves nothing: proxies say it too") {
  CHECK_FALSE(test::proves(
      test::play(registrar, Script().expects_anything().replies(go_on).expects_anything().ends_with(ErrorKind::closed), peer)));
  CHECK(test::mismatches(test::play(registrar, says("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n"), peer)));
  CHECK(test::leaves_open(test::play(registrar, says("HTTP/1.1 502 Bad Gateway\r\nVia: 1.1 proxy\r\n\r\n"), peer)));
}

TEST_CASE("a refusal before the message was sent proves nothing") {
  CHECK(test::leaves_open(test::play(registrar, test::answers(test::response("400 Bad Request", test::http_sys)), peer)));
}
