// NITRO: the refusal in its own JSON.
#include "web_support.hpp"

#include <doctest/doctest.h>

namespace flowvet::probe {
Task<Io<Finding>> nitro(Channel&, Peer);
}  // namespace flowvet::probe

using namespace flowvet;
using namespace flowvet::probe;
using test::Script;

TEST_CASE("NITRO's refusal proves it, whole or not at all, on plain and on TLS ports") {
  const auto refusal = test::response("401 Unauthorized", "Content-Type: application/json\r\n",
                                      R"({ "errorcode": 354, "message": "Invalid username or password", "severity": "ERROR" })");
  test::fail_at_every_step(nitro, test::answers(refusal), test::scripted_peer(80));
  test::fail_at_every_step(nitro, Script().agrees_to_tls().expects_anything().replies(refusal), test::scripted_peer(443));
  test::refuse_wrong_speakers(nitro, {}, test::scripted_peer(80));
  test::refuse_wrong_speakers(nitro, {}, test::scripted_peer(443));
}

TEST_CASE("other refusals are not NITRO's") {
  const auto answered = [](std::string_view text) { return test::play(nitro, test::answers(text), test::scripted_peer(80)); };
  CHECK(test::leaves_open(answered(test::response("401 Unauthorized"))));
  CHECK(test::leaves_open(answered(test::response("401 Unauthorized", {}, R"({"message":"no"})"))));
  CHECK(test::mismatches(answered(test::response("407 Proxy Authentication Required"))));
}
