// XenServer's management interface: the page that every host serves at / names the product in its title. No session is opened.
// XCP-ng serves the same interface under its own name.
#include "probe/handshakes/markup.hpp"
#include "probe/handshakes/web.hpp"

#include <algorithm>
#include <array>

namespace flowvet::probe {

namespace {

Finding judge_xenapi(const WebReply& reply) {
  constexpr std::array<std::string_view, 3> products{"XenServer", "Citrix Hypervisor", "XCP-ng"};
  const std::string title = element_text(reply.body, "title").value_or("");
  const std::string* server = reply.head.field("server");
  const bool named = std::ranges::any_of(products, [&](std::string_view product) {
    return title.find(product) != std::string::npos || (server != nullptr && server->find(product) != std::string::npos);
  });
  if (named) return proven({{"xenapi.title", title}}, "the page of a XenServer host");
  return undecided(status_sentence(reply.head, "XenServer"));
}

}  // namespace

Task<Io<Finding>> xenapi(Channel& channel, Peer peer) {
  return web_dialogue(channel, peer, {HttpRequest{}}, judge_xenapi);
}

}  // namespace flowvet::probe
