// Prism: the refusal in its own JSON.
#include "web_support.hpp"

#include <doctest/doctest.h>

namespace flowvet::probe {
Task<Io<Finding>> nutanix(Channel&, Peer);
}  // namespace flowvet::probe

using namespace flowvet;
using namespace flowvet::probe;
using test::Script;

TEST_CASE("Prism's refusal proves it, whole or not at all") {
  const auto refusal =
      test::response("401 UNAUTHORIZED", "Content-Type: application/json\r\n",
                     R"({"state": "ERROR", "code": 401, "message_list": [{"reason": "AUTHENTICATION_REQUIRED"}], "api_version": "3.1"})");
  test::fail_at_every_step(nutanix, Script().agrees_to_tls().expects_anything().replies(refusal), test::scripted_peer(9440));
  test::refuse_wrong_speakers(nutanix, {}, test::scripted_peer(9440));
}

TEST_CASE("other refusals are not Prism's") {
  const auto script = Script().agrees_to_tls().expects_anything().replies(test::response("401 Unauthorized", {}, R"({"state":"ERROR"})"));
  CHECK(test::leaves_open(test::play(nutanix, script, test::scripted_peer(9440))));
}
