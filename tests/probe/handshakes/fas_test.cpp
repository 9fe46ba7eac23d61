// The authentication service: nothing public proves it, so nothing does.
#include "web_support.hpp"

#include <doctest/doctest.h>

namespace flowvet::probe {
Task<Io<Finding>> fas(Channel&, Peer);
}  // namespace flowvet::probe

using namespace flowvet;
using namespace flowvet::probe;
using test::Script;

TEST_CASE("no answer proves the authentication service") {
  const Peer peer = test::scripted_peer(80);
  const auto windows = test::play(fas, test::answers(test::response("404 Not Found", test::http_sys)), peer);
  CHECK(test::leaves_open(windows));
  CHECK(test::fact(windows, "http.server") == "Microsoft-HTTPAPI/2.0");
  CHECK(test::leaves_open(test::play(fas, test::answers(test::response("200 OK")), peer)));
  test::refuse_wrong_speakers(fas, {}, peer);
}

TEST_CASE("a web server that is not Windows' cannot be the authentication service") {
  CHECK(test::mismatches(test::play(fas, test::answers(test::response("200 OK", "Server: nginx\r\n")), test::scripted_peer(80))));
}
