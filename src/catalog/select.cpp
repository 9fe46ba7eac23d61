// Choosing flows by what a user asks for.
#include "flowvet/catalog/query.hpp"

#include <algorithm>

namespace flowvet::catalog {
namespace {

template <class T>
bool contains(const std::vector<T>& values, const T& value) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

bool starts_at(const Flow& flow, const RoleId& role) {
  return contains(flow.from, role) || (flow.direction == Direction::both && contains(flow.to, role));
}

bool ends_at(const Flow& flow, const RoleId& role) {
  return contains(flow.to, role) || (flow.direction == Direction::both && contains(flow.from, role));
}

/// Whether the flow joins the asked roles. With both asked, one direction must hold as a whole.
bool joins(const Flow& flow, const Filter& filter) {
  if (!filter.from) return !filter.to || ends_at(flow, *filter.to);
  if (!filter.to) return starts_at(flow, *filter.from);
  const bool forward = contains(flow.from, *filter.from) && contains(flow.to, *filter.to);
  const bool backward = contains(flow.to, *filter.from) && contains(flow.from, *filter.to);
  return forward || (flow.direction == Direction::both && backward);
}

bool is_printed_in(const Flow& flow, Edition edition) {
  return std::any_of(flow.sources.begin(), flow.sources.end(), [&](const Source& source) { return source.edition == edition; });
}

bool uses_port(const Flow& flow, std::uint16_t port) {
  return std::any_of(flow.ports.begin(), flow.ports.end(), [&](const PortRange& range) { return range.contains(port); });
}

bool matches(const Flow& flow, const Filter& filter) {
  if (!joins(flow, filter)) return false;
  if (!filter.section.empty() && flow.section != filter.section) return false;
  if (filter.edition && !is_printed_in(flow, *filter.edition)) return false;
  if (filter.transport && !contains(flow.transports, *filter.transport)) return false;
  return !filter.port || uses_port(flow, *filter.port);
}

}  // namespace

std::vector<const Flow*> select(const Catalog& catalog, const Filter& filter) {
  std::vector<const Flow*> selected;
  for (const auto& flow : catalog.flows)
    if (matches(flow, filter)) selected.push_back(&flow);
  return selected;
}

}  // namespace flowvet::catalog
