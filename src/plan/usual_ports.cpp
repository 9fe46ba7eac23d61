// Counts the lists of ports as the flows give them: "80 or 443" is one answer, not two.
#include "flowvet/plan/usual_ports.hpp"

#include <algorithm>

namespace flowvet::plan {
namespace {

/// One way of giving the ports, and how many flows give them so.
struct Vote {
  const catalog::Flow* flow;  ///< the first that gives them so
  std::size_t count;
};

bool uses(const catalog::Flow& flow, std::string_view service, catalog::Transport transport) {
  const auto found = flow.services.find(transport);
  return found != flow.services.end() && found->second == service;
}

bool is_same(const catalog::Flow& one, const catalog::Flow& other) {
  return one.ports == other.ports && one.match == other.match;
}

}  // namespace

UsualPorts usual_ports(const catalog::Catalog& catalog, std::string_view service, catalog::Transport transport) {
  std::size_t flows = 0;
  std::vector<Vote> votes;
  for (const auto& flow : catalog.flows) {
    if (!uses(flow, service, transport)) continue;
    ++flows;
    if (flow.ports.empty()) continue;
    const auto known = std::ranges::find_if(votes, [&flow](const Vote& vote) { return is_same(*vote.flow, flow); });
    if (known == votes.end())
      votes.push_back({&flow, 1});
    else
      ++known->count;
  }
  const auto most = std::ranges::max_element(votes, {}, &Vote::count);
  if (most == votes.end()) return {{}, catalog::Match::all, flows};
  return {most->flow->ports, most->flow->match, flows};
}

}  // namespace flowvet::plan
