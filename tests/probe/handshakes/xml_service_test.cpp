// The XML service: a reply that only a reply contains.
#include "web_support.hpp"

#include <doctest/doctest.h>

namespace flowvet::probe {
Task<Io<Finding>> xml_service(Channel&, Peer);
}  // namespace flowvet::probe

using namespace flowvet;
using namespace flowvet::probe;
using test::Script;

namespace {

const Peer peer = test::scripted_peer(80);
constexpr std::string_view xml = "Content-Type: text/xml\r\n";
constexpr std::string_view farm =
    "<?xml version=\"1.0\"?><!DOCTYPE NFuseProtocol SYSTEM \"NFuse.dtd\"><NFuseProtocol version=\"1.1\"><ResponseServerFarmData>"
    "<ServerFarmData><ServerFarmName>Farm1</ServerFarmName></ServerFarmData></ResponseServerFarmData></NFuseProtocol>";

}  // namespace

TEST_CASE("the farm's name proves the XML service, whole or not at all") {
  const auto script = test::answers(test::response("200 OK", xml, farm));
  test::fail_at_every_step(xml_service, script, peer);
  test::refuse_wrong_speakers(xml_service, {}, peer);
  CHECK(test::fact(test::play(xml_service, script, peer), "xml-service.farm") == "Farm1");
}

TEST_CASE("100 Continue before the reply is no reply") {
  const auto script = test::answers("HTTP/1.1 100 Continue\r\n\r\n").replies(test::response("200 OK", xml, farm));
  test::fail_at_every_step(xml_service, script, peer);
}

TEST_CASE("an error of the XML service proves it") {
  const auto error = test::response(
      "200 OK", xml,
      "<NFuseProtocol version=\"1.1\"><ResponseServerFarmData><ErrorId>unspecified</ErrorId></ResponseServerFarmData></NFuseProtocol>");
  CHECK(test::proves(test::play(xml_service, test::answers(error), peer)));
  const auto mps =
      test::response("200 OK", xml, "<NFuseProtocol version=\"1.1\"><MPSError type=\"IMA\">0x80060016</MPSError></NFuseProtocol>");
  CHECK(test::proves(test::play(xml_service, test::answers(mps), peer)));
}

TEST_CASE("our own words sent back, other pages and the kernel are not the XML service") {
  const auto echo =
      test::response("200 OK", xml, "<NFuseProtocol version=\"1.1\"><RequestServerFarmData></RequestServerFarmData></NFuseProtocol>");
  CHECK(test::mismatches(test::play(xml_service, test::answers(echo), peer)));
  CHECK(test::mismatches(test::play(xml_service, test::answers(test::response("200 OK", {}, "<html>ErrorId</html>")), peer)));
  CHECK(test::leaves_open(test::play(xml_service, test::answers(test::response("405 Not Allowed", xml, farm)), peer)));
  CHECK(test::mismatches(test::play(xml_service, test::answers(test::response("503 Service Unavailable", test::http_sys)), peer)));
}
