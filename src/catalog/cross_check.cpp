// What no single entry shows: ids and names used twice, words that name nothing, flows that contradict themselves.
#include "catalog/draft.hpp"
#include "flowvet/base/text.hpp"
#include "flowvet/plan/plan.hpp"  // for the words of SkipReason only

#include <algorithm>
#include <array>
#include <set>
#include <unordered_map>
#include <unordered_set>

namespace flowvet::catalog {
namespace {

template <class T>
bool contains(const std::vector<T>& values, const T& value) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

template <class T>
bool has_repetition(const std::vector<T>& values) {
  return std::set<T>(values.begin(), values.end()).size() != values.size();
}

/// The first three parts of "<section>.<from>.<to>.<what>"; empty when it has another form.
std::array<std::string, 3> leading_parts(const std::string& id) {
  constexpr std::string_view allowed = "abcdefghijklmnopqrstuvwxyz0123456789-.";
  if (std::count(id.begin(), id.end(), '.') != 3 || id.find_first_not_of(allowed) != std::string::npos) return {};
  std::array<std::string, 3> parts;
  std::size_t at = 0;
  for (auto& part : parts) {
    const auto dot = id.find('.', at);
    part = id.substr(at, dot - at);
    at = dot + 1;
  }
  return parts;
}

/// The checks of one flow. Each member function holds one rule.
class FlowCheck {
 public:
  FlowCheck(const Flow& flow, const std::string& place, ProblemList& problems) : flow_(flow), place_(place), problems_(problems) {}

  void id() const {
    const auto [section, from, to] = leading_parts(flow_.id.text);
    if (section.empty())
      problem("the id is not <section>.<from>.<to>.<what> in lower case");
    else if (section != flow_.section)
      problem("the id does not begin with the section " + in_quotes(flow_.section));
    else if (!contains(flow_.from, RoleId(from)) || !contains(flow_.to, RoleId(to)))
      problem("the id names roles that are not in from and to");
  }

  void roles(std::span<const std::string> known) const {
    if (flow_.from.empty() || flow_.to.empty()) problem("a flow goes from at least one role to at least one role");
    if (has_repetition(flow_.from) || has_repetition(flow_.to)) problem("a role is named twice on one side");
    for (const auto* side : {&flow_.from, &flow_.to})
      for (const auto& role : *side)
        if (!std::binary_search(known.begin(), known.end(), role.text))
          problem("unknown role " + in_quotes(role.text), suggestion(role.text, known));
  }

  void transports() const {
    if (flow_.transports.empty()) problem("a flow has at least one transport");
    if (has_repetition(flow_.transports)) problem("a transport is named twice");
    for (const auto fallback : flow_.fallback)
      if (!contains(flow_.transports, fallback)) problem("fallback names a transport that the flow does not have");
    if (!flow_.fallback.empty() && flow_.fallback.size() >= flow_.transports.size())
      problem("without every transport nothing is left of the flow", "fallback names those whose loss the flow survives");
  }

  void ports() const {
    const bool only_icmp = flow_.transports == std::vector{Transport::icmp};
    if (only_icmp && !flow_.ports.empty()) problem("ICMP has no ports");
    if (!only_icmp && flow_.ports.empty() && flow_.skip.empty()) problem("without a port the flow cannot be probed", "give skip a reason");
    auto sorted = flow_.ports;
    std::sort(sorted.begin(), sorted.end(), [](const PortRange& a, const PortRange& b) { return a.first < b.first; });
    for (std::size_t i = 1; i < sorted.size(); ++i)
      if (sorted[i].first <= sorted[i - 1].last) problem("ports " + to_text(sorted[i - 1]) + " and " + to_text(sorted[i]) + " overlap");
  }

  void need() const {
    if (flow_.need == Need::conditional && flow_.when.empty()) problem("a conditional flow names its features in when");
    if (flow_.need == Need::required && !flow_.when.empty()) problem("a required flow depends on no feature");
    if (has_repetition(flow_.when)) problem("when names a feature twice");
  }

  void services(std::span<const std::string> known) const {
    for (const auto transport : flow_.transports)
      if (!flow_.services.contains(transport))
        problem("services has no entry for " + std::string(to_word(transport)), "null where none proves the service");
    for (const auto& [transport, service] : flow_.services) {
      if (!contains(flow_.transports, transport))
        problem("services has an entry for " + std::string(to_word(transport)) + ", which the flow does not use");
      if (!service.empty() && std::find(known.begin(), known.end(), service) == known.end())
        problem("unknown handshake " + in_quotes(service), suggestion(service, known));
    }
  }

  void unproven() const {
    for (const auto& [transport, service] : flow_.services)
      if (service.empty() && !flow_.unproven.contains(transport))
        problem("no handshake over " + std::string(to_word(transport)) + " and no reason in unproven", "one of " + all_reasons());
    for (const auto& [transport, why] : flow_.unproven) {
      const auto service = flow_.services.find(transport);
      if (service == flow_.services.end() || !service->second.empty())
        problem("unproven has a reason for " + std::string(to_word(transport)) + ", which has a handshake or is not used");
    }
  }

  void skip() const {
    if (flow_.skip.empty()) return;
    if (!from_word<plan::SkipReason>(flow_.skip))
      problem("unknown skip reason " + in_quotes(flow_.skip), suggestion(flow_.skip, words_of<plan::SkipReason>()));
    if (flow_.doubt.empty()) problem("a flow that cannot be probed says why in doubt");
  }

  void sources() const {
    if (flow_.sources.empty()) problem("a flow names where it is printed");
  }

 private:
  static std::string all_reasons() {
    std::string list;
    for (const auto& word : words_of<Unproven>()) list += (list.empty() ? "" : ", ") + word;
    return list;
  }

  void problem(const std::string& what, const std::string& hint = {}) const {
    problems_.add(place_, "flow " + in_quotes(flow_.id.text) + ": " + what, hint);
  }

  const Flow& flow_;
  const std::string& place_;
  ProblemList& problems_;
};

std::vector<std::string> sorted_role_ids(const Catalog& catalog) {
  std::vector<std::string> ids;
  for (const auto& role : catalog.roles) ids.push_back(role.id.text);
  std::sort(ids.begin(), ids.end());
  return ids;
}

void check_flows(Draft& draft, std::span<const std::string> services) {
  const auto role_ids = sorted_role_ids(draft.catalog);
  std::unordered_map<FlowId, std::string> places;
  for (std::size_t i = 0; i < draft.catalog.flows.size(); ++i) {
    const auto& flow = draft.catalog.flows[i];
    const auto& place = draft.flow_places[i];
    const auto [first, is_new] = places.emplace(flow.id, place);
    if (!is_new) draft.problems.add(place, "flow " + in_quotes(flow.id.text) + " already stands in " + first->second);
    const FlowCheck check(flow, place, draft.problems);
    check.id();
    check.roles(role_ids);
    check.transports();
    check.ports();
    check.need();
    check.services(services);
    check.unproven();
    check.skip();
    check.sources();
  }
}

/// Every text that means the role.
std::vector<std::string> all_names(const Role& role) {
  std::vector<std::string> names{role.id.text, role.names.en, role.names.ja};
  names.insert(names.end(), role.aliases.begin(), role.aliases.end());
  return names;
}

void check_roles(Draft& draft) {
  const auto role_ids = sorted_role_ids(draft.catalog);
  std::unordered_map<std::string, std::size_t> owners;  // folded name -> index of its role
  for (std::size_t i = 0; i < draft.catalog.roles.size(); ++i) {
    const auto& role = draft.catalog.roles[i];
    const auto problem = [&](const std::string& what, const std::string& hint = {}) {
      draft.problems.add(draft.role_places[i], "role " + in_quotes(role.id.text) + ": " + what, hint);
    };
    for (const auto& name : all_names(role)) {
      const auto owner = owners.emplace(fold_name(name), i).first->second;
      if (owner != i) problem("the name " + in_quotes(name) + " already belongs to " + in_quotes(draft.catalog.roles[owner].id.text));
      if (fold_name(name).empty()) problem("the name " + in_quotes(name) + " has no letter");
    }
    for (const auto& other : role.stands_in_for)
      if (!std::binary_search(role_ids.begin(), role_ids.end(), other.text))
        problem("stands in for the unknown role " + in_quotes(other.text), suggestion(other.text, role_ids));
  }
}

void check_sections(Draft& draft) {
  std::unordered_set<std::string> ids;
  for (const auto& section : draft.catalog.sections)
    if (!ids.insert(section.id).second) draft.problems.add("", "section " + in_quotes(section.id) + " stands in two files");
}

}  // namespace

void cross_check(Draft& draft, std::span<const std::string> services) {
  check_sections(draft);
  check_roles(draft);
  check_flows(draft, services);
  cross_check_profiles(draft);
}

}  // namespace flowvet::catalog
