// What one edition prints and the other does not.
#include "flowvet/catalog/query.hpp"

#include <algorithm>

namespace flowvet::catalog {
namespace {

/// The only edition that prints the flow, or nullopt.
std::optional<Edition> single_edition(const Flow& flow) {
  if (flow.sources.empty()) return std::nullopt;
  const auto edition = flow.sources.front().edition;
  const bool single =
      std::all_of(flow.sources.begin(), flow.sources.end(), [&](const Source& source) { return source.edition == edition; });
  return single ? std::optional(edition) : std::nullopt;
}

bool same_ends(const Flow& a, const Flow& b) {
  return a.section == b.section && a.from == b.from && a.to == b.to;
}

}  // namespace

std::vector<Difference> diff_editions(const Catalog& catalog) {
  std::vector<Difference> differences;
  for (const auto& flow : catalog.flows) {
    const auto edition = single_edition(flow);
    if (!edition) continue;
    Difference difference{*edition, flow.id, {}};
    for (const auto& other : catalog.flows) {
      const auto other_edition = single_edition(other);
      if (other_edition && *other_edition != *edition && same_ends(flow, other)) difference.instead.push_back(other.id);
    }
    differences.push_back(std::move(difference));
  }
  return differences;
}

}  // namespace flowvet::catalog
