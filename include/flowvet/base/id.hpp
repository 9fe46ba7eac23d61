// Strong identifiers: a flow's id cannot be passed where a role's is meant.
#pragma once

#include <compare>
#include <functional>
#include <string>
#include <utility>

namespace flowvet::base {

/// Text that identifies something of kind Tag. Equality and order are those of the text.
template <class Tag>
struct Id {
  std::string text;

  Id() = default;
  explicit Id(std::string id) : text(std::move(id)) {}

  friend auto operator<=>(const Id&, const Id&) = default;
};

/// `<section>.<from>.<to>.<what>`: stable, never reused.
using FlowId = Id<struct FlowTag>;
/// A kind of node that the paper names, e.g. `delivery-controller`.
using RoleId = Id<struct RoleTag>;
/// A switch of the site, e.g. `edt`; a conditional flow names those that it depends on.
using Feature = Id<struct FeatureTag>;

}  // namespace flowvet::base

template <class Tag>
struct std::hash<flowvet::base::Id<Tag>> {
  std::size_t operator()(const flowvet::base::Id<Tag>& id) const noexcept { return std::hash<std::string>{}(id.text); }
};

namespace flowvet {
using namespace base;
}
