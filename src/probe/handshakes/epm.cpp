// The endpoint mapper on TCP 135: bind, then the list of endpoints, which says on which dynamic ports the host's RPC services
// really are. A server that keeps the list from strangers has proven itself by saying so.
#include "probe/handshakes/epm_message.hpp"
#include "probe/handshakes/fact_text.hpp"
#include "probe/handshakes/handshake.hpp"
#include "probe/handshakes/rpc_stream.hpp"

#include <set>

namespace flowvet::probe {

namespace {

constexpr std::size_t largest_page = 262144;  // 500 entries with the longest texts are below 200 KB
constexpr int most_pages = 16;                // 8000 endpoints; a busy domain controller has some hundreds
constexpr std::uint16_t mapper_port = 135;

/// Interfaces that flows of the paper go to: their ports are worth a fact each.
struct Named {
  std::string_view name;
  std::string_view id;
};
constexpr Named interfaces[] = {
    {"certificate-request", "91ae6020-9e3c-11cf-8d7c-00aa00c091be"},    // [MS-ICPR]
    {"directory-replication", "e3514235-4b06-11d1-ab04-00c04fc2dcd2"},  // [MS-DRSR]
    {"lsa", "12345778-1234-abcd-ef00-0123456789ab"},                    // [MS-LSAD]
    {"netlogon", "12345678-1234-abcd-ef00-01234567cffb"},               // [MS-NRPC]
    {"sam", "12345778-1234-abcd-ef00-0123456789ac"},                    // [MS-SAMR]
};

std::string joined(const std::set<std::uint16_t>& ports) {
  std::string text;
  for (const std::uint16_t port : ports) text += (text.empty() ? "" : ",") + std::to_string(port);
  return text;
}

std::vector<Fact> facts_of(const std::vector<EpmEndpoint>& endpoints) {
  std::vector<Fact> facts{{"epm.endpoints", std::to_string(endpoints.size())}};
  std::set<std::uint16_t> all;
  for (const EpmEndpoint& endpoint : endpoints)
    if (endpoint.tcp_port != 0 && endpoint.tcp_port != mapper_port) all.insert(endpoint.tcp_port);
  facts.emplace_back("epm.port-count", std::to_string(all.size()));
  facts.emplace_back("epm.ports", joined(all));
  for (const Named& named : interfaces) {
    std::set<std::uint16_t> ports;
    for (const EpmEndpoint& endpoint : endpoints)
      if (endpoint.tcp_port != 0 && endpoint.interface_id == named.id) ports.insert(endpoint.tcp_port);
    if (!ports.empty()) facts.emplace_back("epm." + std::string(named.name), joined(ports));
  }
  return facts;
}

/// All pages of the list.
Task<Io<Finding>> list_endpoints(Channel& channel, std::uint32_t call_id) {
  std::vector<EpmEndpoint> endpoints;
  EpmHandle handle{};
  for (int count = 0; count < most_pages; ++count) {
    ++call_id;
    const auto sent = co_await channel.write(rpc_request(call_id, ept_lookup, epm_lookup_arguments(handle)));
    if (!sent) co_return sent.error();
    const auto result = co_await read_rpc_result(channel, call_id, largest_page);
    if (!result) co_return result.error();
    if (!*result) co_return mismatch("not an RPC answer to our call");
    if (const auto fault = (*result)->fault)
      co_return proven({{"epm.fault", std::to_string(*fault)}}, "endpoint mapper refuses to list its endpoints");
    const auto page = parse_epm_page((*result)->data);
    if (!page) co_return mismatch("an RPC server, but its answer is not an endpoint mapper's");
    endpoints.insert(endpoints.end(), page->endpoints.begin(), page->endpoints.end());
    handle = page->next;
    if (page->status != 0 || handle == EpmHandle{}) break;
  }
  co_return proven(facts_of(endpoints), "endpoint mapper lists " + std::to_string(endpoints.size()) + " endpoints");
}

}  // namespace

Task<Io<Finding>> epm(Channel& channel, Peer peer) {
  const std::uint32_t call_id = Reader(peer.nonce).u32() & 0x7FFFFFFFU;
  const auto sent = co_await channel.write(rpc_bind(call_id, endpoint_mapper));
  if (!sent) co_return sent.error();
  const auto unit = co_await read_rpc_unit(channel);
  if (!unit) co_return unit.error();
  const auto bind = *unit ? parse_rpc_bind_reply(**unit, call_id) : std::nullopt;
  if (!bind) co_return mismatch("not an RPC answer to our bind");
  switch (*bind) {
    case RpcBind::accepted:
      break;
    case RpcBind::refused:
      co_return proven({}, "endpoint mapper refuses a bind");
    case RpcBind::not_here:
      co_return mismatch("an RPC server, but no endpoint mapper");
  }
  co_return co_await list_endpoints(channel, call_id);
}

}  // namespace flowvet::probe
