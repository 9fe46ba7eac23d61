// StoreFront: the accounts service, which spans all stores, then the discovery document of the store that set-up names "Store".
// Both are read without a token; a demand for one is StoreFront's own challenge.
// Source: Citrix StoreFront Store Services API documentation.
#include "probe/handshakes/markup.hpp"
#include "probe/handshakes/web.hpp"

#include <algorithm>
#include <array>

namespace flowvet::probe {

namespace {
constexpr std::string_view citrix_type = "application/vnd.citrix.";
constexpr std::array<std::string_view, 3> roots{"accounts", "discovery", "endpoints"};

bool is_own_challenge(const HttpHead& head) {
  return head.status == 401 && std::ranges::any_of(head.fields, [](const auto& field) {
           return field.first == "www-authenticate" && field.second.starts_with("CitrixAuth");
         });
}

Finding judge_storefront(const WebReply& reply) {
  if (is_own_challenge(reply.head)) return proven({{"storefront.answer", "challenge"}}, "StoreFront asks for its own kind of token");
  const auto root = root_element(reply.body);
  const bool known = root && std::ranges::find(roots, *root) != roots.end();
  if (reply.head.status == 200 && reply.head.field_contains("content-type", citrix_type) && known)
    return proven({{"storefront.answer", *root}}, "StoreFront's " + *root + " document");
  return unmarked(reply.head, "StoreFront");
}

}  // namespace

Task<Io<Finding>> storefront(Channel& channel, Peer peer) {
  std::vector<HttpRequest> requests{{"GET", "/Citrix/Roaming/accounts"}, {"GET", "/Citrix/Store/discovery"}};
  return web_dialogue(channel, peer, std::move(requests), judge_storefront);
}

}  // namespace flowvet::probe
