// StoreFront: its own documents and its own challenge, nobody else's.
#include "web_support.hpp"

#include <doctest/doctest.h>

namespace flowvet::probe {
Task<Io<Finding>> storefront(Channel&, Peer);
}  // namespace flowvet::probe

using namespace flowvet;
using namespace flowvet::probe;
using test::Script;

namespace {

constexpr std::string_view accounts_type = "Content-Type: application/vnd.citrix.roamingaccounts+xml\r\n";
constexpr std::string_view accounts =
    "<?xml version=\"1.0\"?><accounts xmlns=\"http://citrix.com/delivery-services/2-1/accounts\"></accounts>";
constexpr std::string_view discovery_type = "Content-Type: application/vnd.citrix.receiver.configure\r\n";
constexpr std::string_view discovery = "<?xml version=\"1.0\"?><Discovery></Discovery>";

const Peer peer = test::scripted_peer(80);

}  // namespace

TEST_CASE("the accounts document proves StoreFront, whole or not at all") {
  test::fail_at_every_step(storefront, test::answers(test::response("200 OK", accounts_type, accounts)), peer);
  test::refuse_wrong_speakers(storefront, {}, peer);
  test::refuse_wrong_speakers(storefront, {}, test::scripted_peer(443));
}

TEST_CASE("StoreFront's own challenge proves it") {
  const auto challenge = test::response("401 Unauthorized", "WWW-Authenticate: CitrixAuth realm=\"x\", reason=\"notoken\"\r\n");
  test::fail_at_every_step(storefront, test::answers(challenge), peer);
  CHECK_FALSE(test::proves(test::play(
      storefront,
      test::answers(test::response("401 Unauthorized",
                                   "WWW-Authenticate: Negotiate\r\nWWW-Authenticate: Basic realm=\"CitrixAuth\"\r\nConnection: close\r\n")),
      peer)));
}

TEST_CASE("the default store's discovery document is asked for where the accounts are not there") {
  const auto script = test::answers(test::response("404 Not Found", test::iis, "gone"))
                          .expects_anything()
                          .replies(test::response("200 OK", discovery_type, discovery));
  const auto finding = test::play(storefront, script, peer);
  CHECK(test::proves(finding));
  CHECK(test::fact(finding, "storefront.answer") == "discovery");
}

TEST_CASE("pages, redirects and the kernel alone do not prove StoreFront") {
  const auto answered = [](std::string_view text) { return test::play(storefront, test::answers(text), peer); };
  CHECK(test::mismatches(answered(test::response("200 OK", "Content-Type: text/html\r\nConnection: close\r\n", accounts))));
  CHECK(test::mismatches(answered(test::response("200 OK", "Content-Type: application/vnd.citrix.x\r\nConnection: close\r\n", "<html/>"))));
  CHECK(test::leaves_open(answered(test::response("301 Moved", "Location: https://peer.example/Citrix\r\nConnection: close\r\n"))));
  CHECK(test::mismatches(answered(test::response("302 Found", "Location: http://block.page.net/\r\n"))));
  CHECK(test::mismatches(answered(test::response("404 Not Found", "Server: Microsoft-HTTPAPI/2.0\r\nConnection: close\r\n"))));
}

TEST_CASE("a server that takes no second request is judged by the first") {
  const auto script = test::answers(test::response("404 Not Found", test::iis)).expects_anything().ends_with(ErrorKind::closed);
  CHECK(test::mismatches(test::play(storefront, script, peer)));
}

TEST_CASE("a refusal that may be its own stays open when the default store is not there") {
  const auto script =
      test::answers(test::response("403 Forbidden", test::iis)).expects_anything().replies(test::response("404 Not Found", test::iis));
  CHECK(test::leaves_open(test::play(storefront, script, peer)));
}
