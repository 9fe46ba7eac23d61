// Only the site's hosts: the paper prints addresses of services, and none of a client.
#include "plan/callers.hpp"

#include "base/host_name.hpp"

namespace flowvet::plan {
namespace {

std::string joined(const std::vector<std::string>& hosts) {
  std::string text;
  for (const auto& host : hosts) text += (text.empty() ? "" : ", ") + host;
  return text;
}

constexpr std::string_view why_unreached = "no documented flow leads from here to a port of ";
constexpr std::string_view instead = ", so no responder there can be asked to call back; run the check on that side, with a responder here";

}  // namespace

Callers find_callers(const site::Site& site, const std::vector<RoleId>& roles, const std::set<std::string>& contacts) {
  Callers callers;
  for (const auto& role : roles) {
    const auto given = site.endpoints.find(role);
    if (given == site.endpoints.end() || given->second.empty()) {
      callers.missing.push_back(role);
      continue;
    }
    Destination reached{role, {}, false};
    std::set<std::string> seen;
    for (const auto& host : given->second) {
      const auto key = base::same_host_key(host);
      if (seen.insert(key).second) (contacts.contains(key) ? reached.hosts : callers.unreached).push_back(host);
    }
    if (!reached.hosts.empty()) callers.found.push_back(std::move(reached));
  }
  return callers;
}

SkippedFlow skipped_without_contact(const FlowId& id, const Callers& callers) {
  return {id, SkipReason::no_contact, std::string(why_unreached) + joined(callers.unreached) + std::string(instead)};
}

std::string note_of(const Callers& callers) {
  if (callers.unreached.empty()) return {};
  return "not checked from " + joined(callers.unreached) + ": " + std::string(why_unreached) + "it";
}

}  // namespace flowvet::plan
