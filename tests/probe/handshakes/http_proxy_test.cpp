// Proxies: only what a proxy alone says.
#include "web_support.hpp"

#include <doctest/doctest.h>

namespace flowvet::probe {
Task<Io<Finding>> http_proxy(Channel&, Peer);
}  // namespace flowvet::probe

using namespace flowvet;
using namespace flowvet::probe;
using test::Script;

namespace {

const Peer peer = test::scripted_peer(3128);

Io<Finding> answered(std::string_view head) {
  return test::play(http_proxy, test::answers(head), peer);
}

}  // namespace

TEST_CASE("a proxy that refuses the tunnel is a proxy, whole or not at all") {
  const std::string request =
      "CONNECT 31383f464d545b62.invalid:443 HTTP/1.1\r\nHost: 31383f464d545b62.invalid:443\r\nUser-Agent: flowvet/" FLOWVET_VERSION
      "\r\n\r\n";
  const auto script = Script()
                          .expects(to_bytes(request))
                          .replies("HTTP/1.1 503 Service Unavailable\r\nServer: squid/5.7\r\nX-Squid-Error: ERR_DNS_FAIL 0\r\n\r\n");
  test::fail_at_every_step(http_proxy, script, peer);
  test::refuse_wrong_speakers(http_proxy, {}, peer);
}

TEST_CASE("a proxy proves itself by a tunnel, by wanting credentials, or by refusing in a proxy's words") {
  CHECK(test::proves(answered("HTTP/1.1 200 Connection established\r\n\r\n")));
  CHECK(test::proves(answered("HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\n\r\n")));
  CHECK(test::proves(answered("HTTP/1.1 403 Forbidden\r\nVia: 1.1 appliance\r\n\r\n")));
  CHECK(test::proves(answered("HTTP/1.0 500 Unable to connect\r\nServer: tinyproxy/1.11.1\r\n\r\n")));
}

TEST_CASE("a web server is no proxy, whatever it says to CONNECT") {
  CHECK(test::mismatches(answered(test::response("405 Not Allowed", "Server: nginx\r\n"))));
  CHECK(test::mismatches(answered(test::response("404 Not Found"))));
  CHECK(test::leaves_open(answered(test::response("200 OK", "Content-Type: text/html\r\n", "catch-all"))));
  CHECK(test::leaves_open(answered(test::response("403 Forbidden", "Server: Apache\r\n"))));
  CHECK(test::leaves_open(answered("HTTP/1.1 302 Found\r\nLocation: https://login.portal.net/\r\n\r\n")));
}
