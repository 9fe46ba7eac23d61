// The endpoint mapper on TCP 135: bind, then the list of endpoints, which says on which dynamic ports the host's RPC services
// really are. A server that keeps the list from strangers has proven itself by saying so.
#include "probe/handshakes/epm_message.hpp"
#include "probe/handshakes/handshake.hpp"
#include "probe/handshakes/rpc_stream.hpp"

#include <map>
#include <set>

namespace flowvet::probe {

namespace {

constexpr std::size_t largest_page = 262144;  // 500 entries with the longest texts are below 200 KB
constexpr int most_pages = 16;                // 8000 endpoints; a busy domain controller has some hundreds

std::string joined(const std::set<std::uint16_t>& ports) {
  std::string text;
  for (const std::uint16_t port : ports) text += (text.empty() ? "" : ",") + std::to_string(port);
  return text;
}

/// What is known by a name gets a fact of its own.
std::vector<Fact> facts_of(const std::vector<RpcEndpoint>& endpoints) {
  std::set<std::uint16_t> all;
  std::map<std::string, std::set<std::uint16_t>> named;
  for (const RpcEndpoint& endpoint : endpoints) {
    if (endpoint.port == 0) continue;
    if (endpoint.port != mapper_port) all.insert(endpoint.port);
    if (has_name(endpoint.served)) named[name_of(endpoint.served)].insert(endpoint.port);
  }
  std::vector<Fact> facts{{"epm.endpoints", std::to_string(endpoints.size())}};
  facts.emplace_back("epm.port-count", std::to_string(all.size()));
  facts.emplace_back("epm.ports", joined(all));
  for (const auto& [name, ports] : named) facts.emplace_back("epm." + name, joined(ports));
  return facts;
}

Finding list_of(std::vector<RpcEndpoint> endpoints, std::optional<std::uint32_t> fault) {
  auto facts = facts_of(endpoints);
  auto detail = "endpoint mapper lists " + std::to_string(endpoints.size()) + " endpoints";
  if (fault) {
    facts.emplace_back("epm.fault", std::to_string(*fault));
    detail += " and refuses the rest";
  }
  Finding finding = proven(std::move(facts), std::move(detail));
  finding.endpoints = std::move(endpoints);
  return finding;
}

/// All pages of the list.
Task<Io<Finding>> list_endpoints(Channel& channel, std::uint32_t call_id) {
  std::vector<RpcEndpoint> endpoints;
  EpmHandle handle{};
  for (int count = 0; count < most_pages; ++count) {
    ++call_id;
    const auto sent = co_await channel.write(rpc_request(call_id, ept_lookup, epm_lookup_arguments(handle)));
    if (!sent) co_return sent.error();
    const auto result = co_await read_rpc_result(channel, call_id, largest_page);
    if (!result) co_return result.error();
    if (!*result) co_return mismatch("not an RPC answer to our call");
    const auto fault = (*result)->fault;
    if (fault && endpoints.empty())
      co_return proven({{"epm.fault", std::to_string(*fault)}}, "endpoint mapper refuses to list its endpoints");
    if (fault) co_return list_of(std::move(endpoints), fault);
    const auto page = parse_epm_page((*result)->data);
    if (!page) co_return mismatch("an RPC server, but its answer is not an endpoint mapper's");
    endpoints.insert(endpoints.end(), page->endpoints.begin(), page->endpoints.end());
    handle = page->next;
    if (page->status != 0 || handle == EpmHandle{}) break;
  }
  co_return list_of(std::move(endpoints), std::nullopt);
}

}  // namespace

Task<Io<Finding>> epm(Channel& channel, Peer peer) {
  const std::uint32_t call_id = Reader(peer.nonce).u32() & 0x7FFFFFFFU;
  const std::vector bound{endpoint_mapper};
  const auto results = co_await bind_rpc(channel, call_id, bound);
  if (!results) co_return results.error();
  if (!*results) co_return mismatch("not an RPC answer to our bind");
  switch ((*results)->front()) {
    case RpcBind::accepted:
      break;
    case RpcBind::known:
    case RpcBind::refused:
      co_return proven({}, "endpoint mapper refuses a bind");
    case RpcBind::not_here:
      co_return mismatch("an RPC server, but no endpoint mapper");
  }
  co_return co_await list_endpoints(channel, call_id);
}

}  // namespace flowvet::probe
