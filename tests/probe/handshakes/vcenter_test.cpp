// vCenter Server: product, version and build without a login.
#include "web_support.hpp"

#include <doctest/doctest.h>

namespace flowvet::probe {
Task<Io<Finding>> vcenter(Channel&, Peer);
}  // namespace flowvet::probe

using namespace flowvet;
using namespace flowvet::probe;
using test::Script;

namespace {

const Peer peer = test::scripted_peer(443);

std::string content(std::string_view api_type) {
  return test::response(
      "200 OK", "Content-Type: text/xml\r\n",
      "<?xml version=\"1.0\"?><soapenv:Envelope><soapenv:Body><RetrieveServiceContentResponse xmlns=\"urn:vim25\"><returnval>"
      "<about><name>VMware vCenter Server</name><version>7.0.3</version><build>21477706</build><apiType>" +
          std::string(api_type) + "</apiType></about></returnval></RetrieveServiceContentResponse></soapenv:Body></soapenv:Envelope>");
}

Script says(std::string_view response) {
  return Script().agrees_to_tls().expects_anything().replies(response);
}

}  // namespace

TEST_CASE("the service content proves vCenter Server, whole or not at all") {
  test::fail_at_every_step(vcenter, says(content("VirtualCenter")), peer);
  test::refuse_wrong_speakers(vcenter, {}, peer);
  const auto finding = test::play(vcenter, says(content("VirtualCenter")), peer);
  CHECK(test::fact(finding, "vcenter.version") == "7.0.3");
  CHECK(test::fact(finding, "vcenter.build") == "21477706");
}

TEST_CASE("a vSphere host is not a vCenter Server") {
  CHECK(test::mismatches(test::play(vcenter, says(content("HostAgent")), peer)));
}

TEST_CASE("a proxy before a stopped vCenter Server is not it") {
  CHECK(test::leaves_open(test::play(vcenter, says(test::response("503 Service Unavailable", {}, "no healthy upstream")), peer)));
  CHECK(test::mismatches(test::play(vcenter, says(test::response("200 OK", {}, "<apiType>VirtualCenter</apiType>")), peer)));
}
