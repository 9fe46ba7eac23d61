// The XML service of a Delivery Controller: the farm's name is asked for, which neither resolves an application nor makes a ticket.
// Source: CTX206063, which prints request and responses.
#include "probe/handshakes/markup.hpp"
#include "probe/handshakes/web.hpp"

#include <array>

namespace flowvet::probe {

namespace {

constexpr const char* request_body =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n<!DOCTYPE NFuseProtocol SYSTEM \"NFuse.dtd\">\r\n"
    "<NFuseProtocol version=\"1.1\"><RequestServerFarmData></RequestServerFarmData></NFuseProtocol>";
/// What only replies contain; the last two are refusals.
constexpr std::array<std::string_view, 3> answers{"ResponseServerFarmData", "ErrorId", "MPSError"};

Finding judge_xml_service(const WebReply& reply) {
  const auto root = root_element(reply.body);
  if (reply.head.status == 200 && root == "nfuseprotocol") {
    for (const std::string_view answer : answers) {
      if (!has_element(reply.body, answer)) continue;
      std::vector<Fact> facts{{"xml-service.answer", std::string(answer)}};
      if (const auto name = element_text(reply.body, "ServerFarmName")) facts.emplace_back("xml-service.farm", *name);
      return proven(std::move(facts), "XML service: " + std::string(answer));
    }
  }
  return unmarked(reply.head, "the XML service");
}

}  // namespace

Task<Io<Finding>> xml_service(Channel& channel, Peer peer) {
  HttpRequest request{"POST", "/scripts/wpnbr.dll", {{"Content-Type", "text/xml"}}, request_body};
  return web_dialogue(channel, peer, {std::move(request)}, judge_xml_service);
}

}  // namespace flowvet::probe
