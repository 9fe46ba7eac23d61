// The ticket authority: 406 is its healthy answer, unless everything is answered so.
#include "web_support.hpp"

#include <doctest/doctest.h>

namespace flowvet::probe {
Task<Io<Finding>> sta(Channel&, Peer);
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

TEST_CASE("an answer at /scripts/ctxsta.dll and another at a made-up address prove a ticket authority, whole or not at all") {
  test::fail_at_every_step(sta, says("406 Not Acceptable", "404 Not Found"), peer);
  test::refuse_wrong_speakers(sta, {}, peer);
  test::refuse_wrong_speakers(sta, {}, test::scripted_peer(443));
}

TEST_CASE("the made-up address is random and asked for on the same connection") {
  const std::string rest = " HTTP/1.1\r\nHost: peer.example\r\nUser-Agent: flowvet/" FLOWVET_VERSION "\r\nAccept: */*\r\n";
  const auto script = Script()
                          .expects(to_bytes("GET /scripts/ctxsta.dll" + rest + "\r\n"))
                          .replies(test::response("406 Not Acceptable", test::iis))
                          .expects(to_bytes("GET /31383f464d545b62.dll" + rest + "Connection: close\r\n\r\n"))
                          .replies(test::response("404 Not Found", test::iis));
  CHECK(test::proves(test::play(sta, script, peer)));
}

TEST_CASE("a server that answers every address alike is never taken for a ticket authority") {
  CHECK(test::leaves_open(test::play(sta, says("406 Not Acceptable", "406 Not Acceptable"), peer)));
}

TEST_CASE("a server that is out of breath at the second request shows nothing") {
  CHECK(test::leaves_open(test::play(sta, says("406 Not Acceptable", "429 Too Many Requests"), peer)));
  CHECK(test::leaves_open(test::play(sta, says("406 Not Acceptable", "503 Service Unavailable"), peer)));
}

TEST_CASE("a server that closes after its answer shows nothing") {
  const auto closing = test::answers(test::response("406 Not Acceptable", "Server: Microsoft-IIS/10.0\r\nConnection: close\r\n"));
  CHECK(test::leaves_open(test::play(sta, closing, peer)));
  const auto closed = test::answers(test::response("406 Not Acceptable", test::iis)).expects_anything().ends_with(ErrorKind::closed);
  CHECK(test::leaves_open(test::play(sta, closed, peer)));
}

TEST_CASE("where nothing is at the documented address, a ticket authority is not there") {
  CHECK(test::mismatches(test::play(sta, test::answers(test::response("404 Not Found", test::iis)), peer)));
  const auto kernel = test::play(sta, test::answers(test::response("503 Service Unavailable", test::http_sys)), peer);
  CHECK(test::mismatches(kernel));
  CHECK(kernel->detail.find("stopped") != std::string::npos);
  CHECK(test::mismatches(test::play(sta, test::answers(test::response("511 Network Authentication Required")), peer)));
}

TEST_CASE("another answer than 406 does not prove a ticket authority") {
  CHECK(test::mismatches(test::play(sta, test::answers(test::response("200 OK", test::iis)), peer)));
  CHECK(test::leaves_open(test::play(sta, test::answers(test::response("401 Unauthorized", test::iis)), peer)));
}
