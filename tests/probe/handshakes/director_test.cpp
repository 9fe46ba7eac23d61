// Director: shown by contrast, so that servers that answer everything alike are not taken for it.
#include "web_support.hpp"

#include <doctest/doctest.h>

namespace flowvet::probe {
Task<Io<Finding>> director(Channel&, Peer);
}  // namespace flowvet::probe

using namespace flowvet;
using namespace flowvet::probe;
using test::Script;

namespace {

const Peer peer = test::scripted_peer(80);

/// The server's words at the documented address and at the made-up one.
Script says(std::string_view documented, std::string_view made_up) {
  return test::answers(test::response(documented, test::iis)).expects_anything().replies(test::response(made_up, test::iis));
}

}  // namespace

TEST_CASE("an answer at /Director and another at a made-up address prove Director, whole or not at all") {
  test::fail_at_every_step(director, says("401 Unauthorized", "404 Not Found"), peer);
  test::refuse_wrong_speakers(director, {}, peer);
  test::refuse_wrong_speakers(director, {}, test::scripted_peer(443));
}

TEST_CASE("the made-up address is random and asked for on the same connection") {
  const std::string rest = " HTTP/1.1\r\nHost: peer.example\r\nUser-Agent: flowvet/" FLOWVET_VERSION "\r\nAccept: */*\r\n";
  const auto script = Script()
                          .expects(to_bytes("HEAD /Director" + rest + "\r\n"))
                          .replies(test::response("401 Unauthorized", test::iis))
                          .expects(to_bytes("HEAD /31383f464d545b62" + rest + "Connection: close\r\n\r\n"))
                          .replies(test::response("404 Not Found", test::iis));
  CHECK(test::proves(test::play(director, script, peer)));
}

TEST_CASE("a server that answers every address alike is never taken for Director") {
  CHECK(test::leaves_open(test::play(director, says("401 Unauthorized", "401 Unauthorized"), peer)));
}

TEST_CASE("a server that is out of breath at the second request shows nothing") {
  CHECK(test::leaves_open(test::play(director, says("401 Unauthorized", "429 Too Many Requests"), peer)));
  CHECK(test::leaves_open(test::play(director, says("401 Unauthorized", "503 Service Unavailable"), peer)));
}

TEST_CASE("a server that closes after its answer shows nothing") {
  const auto closing = test::answers(test::response("401 Unauthorized", "Server: Microsoft-IIS/10.0\r\nConnection: close\r\n"));
  CHECK(test::leaves_open(test::play(director, closing, peer)));
  const auto closed = test::answers(test::response("401 Unauthorized", test::iis)).expects_anything().ends_with(ErrorKind::closed);
  CHECK(test::leaves_open(test::play(director, closed, peer)));
}

TEST_CASE("where nothing is at the documented address, Director is not there") {
  CHECK(test::mismatches(test::play(director, test::answers(test::response("404 Not Found", test::iis)), peer)));
  const auto kernel = test::play(director, test::answers(test::response("503 Service Unavailable", test::http_sys)), peer);
  CHECK(test::mismatches(kernel));
  CHECK(kernel->detail.find("stopped") != std::string::npos);
  CHECK(test::mismatches(test::play(director, test::answers(test::response("511 Network Authentication Required")), peer)));
}
