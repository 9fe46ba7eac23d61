// vCenter Server: RetrieveServiceContent is answered without a login and says product, version and build.
// Source: VMware vSphere Web Services API reference.
#include "probe/handshakes/markup.hpp"
#include "probe/handshakes/web.hpp"

#include <array>

namespace flowvet::probe {

namespace {

constexpr const char* request_body =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
    "<soapenv:Envelope xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\"><soapenv:Body>"
    "<RetrieveServiceContent xmlns=\"urn:vim25\"><_this type=\"ServiceInstance\">ServiceInstance</_this></RetrieveServiceContent>"
    "</soapenv:Body></soapenv:Envelope>";

std::vector<Fact> product_facts(const std::string& body) {
  constexpr std::array<std::pair<const char*, const char*>, 3> told{
      {{"vcenter.product", "name"}, {"vcenter.version", "version"}, {"vcenter.build", "build"}}};
  std::vector<Fact> facts;
  for (const auto& [fact, element] : told)
    if (const auto text = element_text(body, element)) facts.emplace_back(fact, *text);
  return facts;
}

Finding judge_vcenter(const WebReply& reply) {
  const auto type = element_text(reply.body, "apiType");
  const bool answered = reply.head.status == 200 && has_element(reply.body, "RetrieveServiceContentResponse");
  if (!answered || !type) return unmarked(reply.head, "vCenter Server");
  if (*type == "VirtualCenter") return proven(product_facts(reply.body), "vCenter Server");
  return mismatch("a vSphere host, not a vCenter Server", product_facts(reply.body));
}

}  // namespace

Task<Io<Finding>> vcenter(Channel& channel, Peer peer) {
  HttpRequest request{"POST", "/sdk", {{"Content-Type", "text/xml; charset=utf-8"}, {"SOAPAction", "\"urn:vim25\""}}, request_body};
  return web_dialogue(channel, peer, {std::move(request)}, judge_vcenter);
}

}  // namespace flowvet::probe
