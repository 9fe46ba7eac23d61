// The sentences of skipped flows.
#include "plan/skip_reason.hpp"

#include <algorithm>
#include <stdexcept>

namespace flowvet::plan {
namespace {

std::string_view sentence(SkipReason reason) {
  switch (reason) {
    case SkipReason::no_host:
      return "no host is given for the destination";
    case SkipReason::feature_off:
      return "a feature that it depends on is off";
    case SkipReason::overridden:
      return "the site leaves it out";
    case SkipReason::random_port:
      return "the service chooses its port at random";
    case SkipReason::loopback_only:
      return "the listener is bound to the loopback address of its own host";
    case SkipReason::no_port:
      return "no port is documented";
    case SkipReason::broadcast:
      return "it reaches its destination by broadcast";
    case SkipReason::dhcp_option:
      return "the printed numbers are DHCP options, not ports";
    case SkipReason::heartbeat:
      return "a probe could be taken for a peer's heartbeat and disturb the cluster";
    case SkipReason::no_contact:
      return "another host begins it, and its responder cannot be asked to from here";
  }
  return "";
}

bool lifted_by_ports(SkipReason reason) {
  return reason == SkipReason::no_port || reason == SkipReason::random_port || reason == SkipReason::dhcp_option;
}

std::string with_port_hint(std::string text, const FlowId& id) {
  if (text.ends_with('.')) text.pop_back();
  return text + "; if the port is known here, name it in the site file under \"ports\": \"" + id.text + "\"";
}

}  // namespace

std::optional<SkippedFlow> skipped_by_catalog(const catalog::Flow& flow, const site::FlowOverride& over) {
  if (flow.skip.empty()) return std::nullopt;
  const auto reason = from_word<SkipReason>(flow.skip);
  if (!reason) throw std::logic_error(flow.id.text + ": unknown skip reason " + flow.skip);
  const bool liftable = lifted_by_ports(*reason);
  if (liftable && !over.ports.empty()) return std::nullopt;
  auto text = flow.doubt.empty() ? std::string(sentence(*reason)) : flow.doubt;
  return SkippedFlow{flow.id, *reason, liftable ? with_port_hint(std::move(text), flow.id) : std::move(text)};
}

SkippedFlow skipped_by_site(const FlowId& id, const site::FlowOverride& over) {
  return {id, SkipReason::overridden, "left out by the site: " + over.skip};
}

SkippedFlow skipped_by_features(const FlowId& id, const std::vector<Feature>& off) {
  std::string names, options;
  for (const auto& feature : off) {
    names += (names.empty() ? "" : ", ") + feature.text;
    options += " --feature " + feature.text;
  }
  return {id, SkipReason::feature_off,
          "not needed while the site says that this is off: " + names + "; to check it all the same:" + options};
}

SkippedFlow skipped_without_port(const FlowId& id) {
  return {id, SkipReason::no_port, with_port_hint(std::string(sentence(SkipReason::no_port)), id)};
}

SkippedFlow skipped_without_host(const FlowId& id, const std::vector<RoleId>& missing, const catalog::Catalog& catalog) {
  std::string names, options;
  for (const auto& role : missing) {
    names += (names.empty() ? "" : " or ") + name_of(catalog, role);
    options += (options.empty() ? "--endpoint " : " or --endpoint ") + role.text + "=HOST";
  }
  return {id, SkipReason::no_host, "no host given for " + names + ": " + options};
}

}  // namespace flowvet::plan
