// DCE/RPC on a dynamic port: a bind to the interfaces that the endpoint mapper names for it, or else to the management interface,
// which every RPC server has ([C706] appendix Q). Any answer to our call proves an RPC server, whether or not it lets us in; one
// that does not have what the mapper sends clients to it for is not the one that they need.
#include "probe/handshakes/handshake.hpp"
#include "probe/handshakes/rpc_stream.hpp"

#include <algorithm>

namespace flowvet::probe {

namespace {

/// afa8bd80-7d8a-11c9-bef4-08002b102989, version 1.
constexpr RpcInterface management{{0x80, 0xbd, 0xa8, 0xaf, 0x8a, 0x7d, 0xc9, 0x11, 0xbe, 0xf4, 0x08, 0x00, 0x2b, 0x10, 0x29, 0x89}, 1};

std::string_view text_of(RpcBind bind) {
  switch (bind) {
    case RpcBind::accepted:
      return "RPC server accepts a bind";
    case RpcBind::known:
    case RpcBind::refused:
      return "RPC server refuses a bind";
    case RpcBind::not_here:
      return "RPC server without a management interface";
  }
  return {};
}

/// As many as one bind takes, those that documented flows need first.
std::vector<RpcInterface> chosen(std::vector<RpcInterface> named) {
  std::ranges::stable_partition(named, is_needed);
  if (named.size() > most_bound_at_once) named.resize(most_bound_at_once);
  return named;
}

/// What to bind to.
std::vector<RpcInterface> chosen_for(const Peer& peer) {
  return peer.interfaces.empty() ? std::vector{management} : chosen(peer.interfaces);
}

std::string names_of(const std::vector<RpcInterface>& bound, const std::vector<RpcBind>& results, std::initializer_list<RpcBind> wanted) {
  std::string names;
  for (std::size_t i = 0; i < bound.size(); ++i)
    if (std::ranges::find(wanted, results[i]) != wanted.end()) names += (names.empty() ? "" : ", ") + name_of(bound[i]);
  return names;
}

/// Every interface that documented flows need must be here. Of others one is enough: the mapper keeps some that have gone.
bool is_where_it_should_be(const std::vector<RpcInterface>& bound, const std::vector<RpcBind>& results) {
  for (std::size_t i = 0; i < bound.size(); ++i)
    if (results[i] == RpcBind::not_here && is_needed(bound[i])) return false;
  return std::ranges::any_of(results, [](RpcBind result) { return result != RpcBind::not_here; });
}

Finding judge_named(const std::vector<RpcInterface>& bound, const std::vector<RpcBind>& results) {
  std::vector<Fact> facts;
  const auto add = [&](const char* fact, std::initializer_list<RpcBind> wanted) {
    if (auto names = names_of(bound, results, wanted); !names.empty()) facts.emplace_back(fact, std::move(names));
  };
  add("rpc.served", {RpcBind::accepted, RpcBind::known});
  add("rpc.refused", {RpcBind::refused});
  add("rpc.not-here", {RpcBind::not_here});
  if (!is_where_it_should_be(bound, results))
    return mismatch(
        "an RPC server, but without " + names_of(bound, results, {RpcBind::not_here}) + ", which the endpoint mapper names here",
        std::move(facts));
  return proven(std::move(facts), "RPC server of the interfaces that the endpoint mapper names here");
}

}  // namespace

Task<Io<Finding>> rpc(Channel& channel, Peer peer) {
  const std::uint32_t call_id = Reader(peer.nonce).u32() & 0x7FFFFFFFU;
  const auto bound = chosen_for(peer);
  const auto results = co_await bind_rpc(channel, call_id, bound);
  if (!results) co_return results.error();
  if (!*results) co_return mismatch("not an RPC answer to our bind");
  if (!peer.interfaces.empty()) co_return judge_named(bound, **results);
  co_return proven({}, std::string(text_of((*results)->front())));
}

}  // namespace flowvet::probe
