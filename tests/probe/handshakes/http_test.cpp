// HTTP: any response of the documented host is a proof, whatever stands in the way of it is not.
#include "web_support.hpp"

#include <doctest/doctest.h>

namespace flowvet::probe {
Task<Io<Finding>> http(Channel&, Peer);
}  // namespace flowvet::probe

using namespace flowvet;
using namespace flowvet::probe;
using test::Script;

TEST_CASE("any HTTP response proves a server, whole or not at all") {
  test::fail_at_every_step(http, test::answers("HTTP/1.1 404 Not Found\r\nServer: nginx\r\n\r\n"), test::scripted_peer(80));
  test::refuse_wrong_speakers(http, "http", test::scripted_peer(80));
  test::refuse_wrong_speakers(http, "http", test::scripted_peer(443));
}

TEST_CASE("the request names the documented host and asks for nothing else") {
  const std::string request =
      "GET / HTTP/1.1\r\nHost: peer.example:8080\r\nUser-Agent: flowvet/" FLOWVET_VERSION "\r\nAccept: */*\r\nConnection: close\r\n\r\n";
  const auto script = Script().expects(to_bytes(request)).replies("HTTP/1.0 200 OK\r\n\r\n");
  CHECK(test::proves(test::play(http, script, test::scripted_peer(8080))));
}

TEST_CASE("TLS comes first on ports that speak it, and its facts are kept") {
  const auto script = Script()
                          .agrees_to_tls({{{"tls.version", "TLSv1.3"}}, {Distrust::self_signed, "self-signed", Issuer::unknown}})
                          .expects_anything()
                          .replies("HTTP/1.1 200 OK\r\n\r\n");
  test::fail_at_every_step(http, script, test::scripted_peer(443));
  const auto finding = test::play(http, script, test::scripted_peer(443));
  REQUIRE(test::proves(finding));
  CHECK(finding->certificate.flaw == "self-signed");
  CHECK(test::fact(finding, "tls.version") == "TLSv1.3");
  CHECK(test::fact(finding, "http.status") == "200");
}

TEST_CASE("the server's clock, name and intermediaries are kept as facts") {
  const auto finding =
      test::play(http, test::answers("HTTP/1.1 200 OK\r\nDate: Thu, 01 Jan 2026 00:00:00 GMT\r\nVia: 1.1 proxy\r\nSERVER: nginx\r\n\r\n"),
                 test::scripted_peer(80));
  CHECK(test::fact(finding, "http.date") == "Thu, 01 Jan 2026 00:00:00 GMT");
  CHECK(test::fact(finding, "http.via") == "1.1 proxy");
  CHECK(test::fact(finding, "http.server") == "nginx");
}

TEST_CASE("Windows' HTTP driver without an application is an HTTP server, and said to be only that") {
  const auto finding = test::play(http, test::answers(test::response("404 Not Found", test::http_sys)), test::scripted_peer(80));
  CHECK(test::proves(finding));
  CHECK(test::fact(finding, "http.answered-by") == "http.sys");
  CHECK(finding->detail.find("no application") != std::string::npos);
}

TEST_CASE("a load balancer without servers and a stopped application leave it open whether the service is there") {
  const auto answered = [](std::string_view head) { return test::play(http, test::answers(head), test::scripted_peer(80)); };
  CHECK(test::leaves_open(answered("HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\n\r\n")));
  CHECK(test::leaves_open(answered("HTTP/1.1 502 Bad Gateway\r\nServer: nginx\r\n\r\n")));
  CHECK(test::leaves_open(answered("HTTP/1.1 504 Gateway Timeout\r\n\r\n")));
  CHECK(test::leaves_open(answered(test::response("503 Service Unavailable", test::http_sys))));
  CHECK(test::proves(answered("HTTP/1.1 500 Internal Server Error\r\n\r\n")));
}

TEST_CASE("proxies and captive portals that answer instead are no server, and are known as what they are") {
  const auto answered = [](std::string_view head) { return test::play(http, test::answers(head), test::scripted_peer(80)); };
  const auto is_answer_of = [&](Instead who, std::string_view head) {
    const auto finding = answered(head);
    CHECK(test::mismatches(finding));
    CHECK(finding->instead == who);
  };
  is_answer_of(Instead::proxy, "HTTP/1.1 407 Proxy Authentication Required\r\n\r\n");
  is_answer_of(Instead::interceptor, "HTTP/1.1 511 Network Authentication Required\r\n\r\n");
  is_answer_of(Instead::interceptor, "HTTP/1.1 302 Found\r\nLocation: https://login.portal.net/?for=peer.example\r\n\r\n");
  CHECK(test::proves(answered("HTTP/1.1 302 Found\r\nLocation: https://peer.example/\r\n\r\n")));
  CHECK(test::proves(answered("HTTP/1.1 302 Found\r\nLocation: /Citrix/StoreWeb\r\n\r\n")));
}

TEST_CASE("a host that has shown its certificate may send its clients anywhere, and one that has not may not") {
  const auto redirected = [](Distrust distrust) {
    const TlsFacts tls{{{"tls.version", "TLSv1.3"}}, {distrust, "", Issuer::unknown}};
    return test::play(
        http, Script().agrees_to_tls(tls).expects_anything().replies("HTTP/1.1 302 Found\r\nLocation: https://login.other.net/\r\n\r\n"),
        test::scripted_peer(443));
  };
  CHECK(test::proves(redirected(Distrust::none)));
  CHECK(test::mismatches(redirected(Distrust::unknown_issuer)));
}

TEST_CASE("a server's date tells its clock, unless the response comes from a cache") {
  const auto answered = [](std::string_view fields) {
    return test::play(http, test::answers(test::response("200 OK", fields)), test::scripted_peer(80));
  };
  CHECK(test::fact(answered("Date: Thu, 01 Jan 2026 00:10:00 GMT\r\n"), "clock.offset_ms") == "-600500");
  CHECK(test::fact(answered("Date: Thu, 01 Jan 2026 00:10:00 GMT\r\n"), "clock.precision_ms") == "500");
  CHECK(test::fact(answered("Date: Thu, 01 Jan 2026 00:10:00 GMT\r\nAge: 60\r\n"), "clock.offset_ms").empty());
  CHECK(test::fact(answered("Date: today\r\n"), "clock.offset_ms").empty());
}
