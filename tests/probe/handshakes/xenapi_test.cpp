// XenServer: the product's name in the title of its page.
#include "web_support.hpp"

#include <doctest/doctest.h>

namespace flowvet::probe {
Task<Io<Finding>> xenapi(Channel&, Peer);
}  // namespace flowvet::probe

using namespace flowvet;
using namespace flowvet::probe;
using test::Script;

TEST_CASE("the page of a XenServer host proves it, whole or not at all") {
  const auto page = test::response("200 OK", "Content-Type: text/html\r\n",
                                   "<html><head><title>Welcome to Citrix Hypervisor 8.2.0</title></head></html>");
  test::fail_at_every_step(xenapi, Script().agrees_to_tls().expects_anything().replies(page), test::scripted_peer(443));
  test::refuse_wrong_speakers(xenapi, {}, test::scripted_peer(443));
  CHECK(test::fact(test::play(xenapi, test::answers(page), test::scripted_peer(80)), "xenapi.title") ==
        "Welcome to Citrix Hypervisor 8.2.0");
}

TEST_CASE("pages that only mention XenServer are not its own") {
  const auto page = test::response("200 OK", {}, "<html><title>Downloads</title><p>XenServer</p></html>");
  CHECK(test::leaves_open(test::play(xenapi, test::answers(page), test::scripted_peer(80))));
  CHECK(test::leaves_open(
      test::play(xenapi, test::answers(test::response("301 Moved", "Location: https://peer.example/\r\n")), test::scripted_peer(80))));
}
