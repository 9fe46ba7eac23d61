// A tunnel through an HTTP proxy, and services at its other end: good, refusing and hostile proxies.
#include "probe/handshakes/http_connect.hpp"

#include "flowvet/base/proxy.hpp"
#include "web_support.hpp"

#include <doctest/doctest.h>

#include <optional>

namespace flowvet::probe {
Task<Io<Finding>> tls(Channel&, Peer);
Task<Io<Finding>> ssh(Channel&, Peer);
}  // namespace flowvet::probe

using namespace flowvet;
using namespace flowvet::probe;
using test::Script;

namespace {

const Peer peer = test::scripted_peer(443);
const std::string request =
    "CONNECT peer.example:443 HTTP/1.1\r\nHost: peer.example:443\r\nUser-Agent: flowvet/" FLOWVET_VERSION "\r\n\r\n";
constexpr std::string_view established = "HTTP/1.1 200 Connection established\r\n\r\n";

/// What attempt_tcp does through a proxy: the service's dialogue only where the tunnel is open.
Task<Io<Finding>> through_proxy(Channel& channel, Peer to, Dialogue dialogue) {
  const auto tunnel = co_await open_tunnel(channel, to_authority(to.name, to.port));
  if (!tunnel) co_return tunnel.error();
  if (!tunnel->open) co_return undecided(tunnel->detail, tunnel->facts);
  co_return co_await dialogue(channel, std::move(to));
}

Task<Io<Finding>> tls_through_proxy(Channel& channel, Peer to) {
  co_return co_await through_proxy(channel, std::move(to), tls);
}

Task<Io<Finding>> ssh_through_proxy(Channel& channel, Peer to) {
  co_return co_await through_proxy(channel, std::move(to), ssh);
}

std::optional<Tunnel> last_tunnel;

Task<Io<Finding>> tunnel_alone(Channel& channel, Peer to) {
  auto tunnel = co_await open_tunnel(channel, to_authority(to.name, to.port));
  if (!tunnel) co_return tunnel.error();
  last_tunnel = *std::move(tunnel);
  co_return undecided("");
}

/// What comes of this answer to CONNECT.
Tunnel tunnel_after(std::string_view answer) {
  last_tunnel.reset();
  const auto ended = test::play(tunnel_alone, Script().expects(to_bytes(request)).replies(answer), peer);
  REQUIRE(ended.has_value());
  REQUIRE(last_tunnel.has_value());
  return *last_tunnel;
}

ErrorKind error_after(const Script& script) {
  const auto ended = test::play(tunnel_alone, script, peer);
  return ended ? ErrorKind::none : ended.error().kind;
}

std::string fact_of(const Tunnel& tunnel, std::string_view name) {
  for (const auto& [key, value] : tunnel.facts)
    if (key == name) return value;
  return {};
}

}  // namespace

TEST_CASE("TLS goes through the tunnel end to end, and no disturbed dialogue proves it") {
  const auto script = Script().expects(to_bytes(request)).replies(established).agrees_to_tls({{{"tls.version", "TLSv1.3"}}, {}});
  test::fail_at_every_step(tls_through_proxy, script, peer);
  test::refuse_wrong_speakers(tls_through_proxy, {}, peer);
}

TEST_CASE("a service that speaks first may come in one packet with the proxy's answer") {
  const std::string banner = "SSH-2.0-OpenSSH_9.2\r\n";
  CHECK(test::proves(test::play(ssh_through_proxy, Script().expects(to_bytes(request)).replies(std::string(established) + banner), peer)));
  test::fail_at_every_step(ssh_through_proxy, Script().expects(to_bytes(request)).replies(established).replies(banner), peer);
}

TEST_CASE("an IPv6 destination stands in brackets in the request") {
  auto v6 = peer;
  v6.name = "2001:db8::1";
  const std::string line =
      "CONNECT [2001:db8::1]:443 HTTP/1.1\r\nHost: [2001:db8::1]:443\r\nUser-Agent: flowvet/" FLOWVET_VERSION "\r\n\r\n";
  CHECK(test::proves(test::play(tls_through_proxy, Script().expects(to_bytes(line)).replies(established).agrees_to_tls(), v6)));
}

TEST_CASE("a success without a body opens the tunnel, however it is worded") {
  for (const std::string_view answer :
       {established, std::string_view("HTTP/1.0 200 OK\r\nProxy-agent: x\r\n\r\n"),
        std::string_view("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nVia: 1.1 squid\r\n\r\n"),
        std::string_view("HTTP/1.1 204 No Content\r\n\r\n"), std::string_view("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")}) {
    CAPTURE(answer);
    CHECK(tunnel_after(answer).open);
  }
}

TEST_CASE("each refusal keeps its status and says who refused") {
  const auto login = tunnel_after("HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Negotiate\r\nVia: 1.1 p\r\n\r\n");
  CHECK_FALSE(login.open);
  CHECK(login.status == 407);
  CHECK(login.detail == "HTTP 407: the proxy wants credentials, and none are sent");
  CHECK(fact_of(login, "proxy.proxy-authenticate") == "Negotiate");

  const auto denied = tunnel_after("HTTP/1.1 403 Forbidden\r\nServer: squid/5.7\r\nX-Squid-Error: ERR_ACCESS_DENIED 0\r\n\r\n");
  CHECK(denied.status == 403);
  CHECK(denied.detail == "HTTP 403: the proxy refuses the tunnel");
  CHECK(fact_of(denied, "proxy.x-squid-error") == "ERR_ACCESS_DENIED 0");

  for (const std::string status : {"500", "502", "503", "504"}) {
    const auto in_vain = tunnel_after("HTTP/1.1 " + status + " Sorry\r\n\r\n");
    CHECK(in_vain.status == std::stoi(status));
    CHECK(in_vain.detail == "HTTP " + status + ": the proxy did not reach the destination");
  }
  CHECK(tunnel_after("HTTP/1.1 302 Found\r\nLocation: http://login.portal.net/\r\n\r\n").status == 302);
}

TEST_CASE("what is no proxy is told apart from a proxy that refuses") {
  for (const auto& answer : {test::response("200 OK", "Content-Type: text/html\r\n", "catch-all"), test::response("404 Not Found"),
                             test::response("405 Not Allowed", "Server: nginx\r\n"), test::response("400 Bad Request", "Server: nginx\r\n"),
                             std::string("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"), std::string("SSH-2.0-OpenSSH_9.2\r\n"),
                             request, std::string(200000, 'x'), "HTTP/1.1 200 OK\r\n" + [] {
                               std::string endless;
                               for (int i = 0; i < 1000; ++i) endless += "X-Header: again\r\n";
                               return endless;
                             }()}) {
    CAPTURE(answer.substr(0, 60));
    const auto tunnel = tunnel_after(answer);
    CHECK_FALSE(tunnel.open);
    CHECK(tunnel.status == 0);
    CHECK_FALSE(tunnel.detail.empty());
  }
}

TEST_CASE("a proxy that breaks off or never answers is no more than that") {
  const auto script = [](std::string_view said) { return Script().expects(to_bytes(request)).replies(said); };
  CHECK(error_after(Script().expects(to_bytes(request))) == ErrorKind::timed_out);
  CHECK(error_after(script("HTTP/1.1 200 OK\r\nVia: 1")) == ErrorKind::timed_out);
  CHECK(error_after(script("HTTP/1.1 200 OK\r\n").ends_with(ErrorKind::closed)) == ErrorKind::closed);
  CHECK(error_after(script("HTTP/1.1 200 OK\r\n").ends_with(ErrorKind::reset)) == ErrorKind::reset);
}

TEST_CASE("an answer that never becomes final ends the dialogue") {
  std::string interim;
  for (int i = 0; i < 50; ++i) interim += "HTTP/1.1 100 Continue\r\n\r\n";
  CHECK_FALSE(tunnel_after(interim).open);
}
