// What a site says about single flows: other ports, other hosts, another expectation.
#include "site/draft.hpp"

#include <algorithm>
#include <array>

namespace flowvet::site {
namespace {

using catalog::Flow;
using catalog::Transport;

/// Longer than any service takes; it keeps a typing slip from stalling a run for hours.
constexpr int longest_timeout_ms = 600'000;
/// Beyond this a lossy path is proven many times over.
constexpr int most_attempts = 100;

template <class T>
bool contains(const std::vector<T>& values, const T& value) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

std::vector<std::string> flow_words(const catalog::Catalog& catalog) {
  std::vector<std::string> words;
  for (const auto& flow : catalog.flows) words.push_back(flow.id.text);
  return words;
}

/// The flow of this id; an unknown one is a problem.
const Flow* need_flow(const JsonNode& node, const std::string& id, const Draft& draft) {
  const auto* flow = find_flow(draft.catalog, FlowId(id));
  if (flow == nullptr) node.unknown("flow", id, flow_words(draft.catalog));
  return flow;
}

/// 8080, "8080" or "8080-8090".
std::optional<PortRange> read_port(const JsonNode& node) {
  const auto text = node.json().is_number_unsigned() ? node.json().dump() : node.text();
  if (text.empty()) return std::nullopt;
  const auto ports = parse_ports(text);
  if (!ports) node.problem(in_quotes(text) + " is neither a port nor a range", "e.g. \"8080\" or \"8080-8090\", from 1 to 65535");
  return ports;
}

std::vector<PortRange> read_port_list(const JsonNode& node) {
  std::vector<PortRange> ports;
  const auto items = node.one_or_more();
  if (items.empty()) node.problem("names no port");
  for (const auto& item : items) {
    const auto range = read_port(item);
    if (!range) continue;
    const bool repeated = std::any_of(ports.begin(), ports.end(),
                                      [&](const PortRange& other) { return range->first <= other.last && other.first <= range->last; });
    if (repeated) item.problem("port " + to_text(*range) + " is listed twice");
    ports.push_back(*range);
  }
  return ports;
}

/// {"tcp": [...], "udp": [...]} of one flow.
std::map<Transport, std::vector<PortRange>> read_ports_of(const JsonNode& node, const Flow* flow) {
  std::map<Transport, std::vector<PortRange>> ports;
  const auto members = node.members();
  if (node.json().is_object() && members.empty()) node.problem("names no port", "e.g. {\"tcp\": [\"8080\"]}");
  for (const auto& [key, value] : members) {
    const auto transport = from_word<Transport>(key);
    if (!transport || *transport == Transport::icmp) {
      value.unknown("transport", key, std::vector<std::string>{"tcp", "udp"});
      continue;
    }
    if (flow != nullptr && !contains(flow->transports, *transport))
      value.problem("the flow " + in_quotes(flow->id.text) + " does not use " + key);
    ports[*transport] = read_port_list(value);
  }
  return ports;
}

/// "<section>.<from>.<to>".
struct Pair {
  std::string section;
  RoleId from, to;
};

std::optional<Pair> parse_pair(const std::string& text) {
  if (std::count(text.begin(), text.end(), '.') != 2) return std::nullopt;
  const auto first = text.find('.');
  const auto second = text.find('.', first + 1);
  return Pair{text.substr(0, first), RoleId(text.substr(first + 1, second - first - 1)), RoleId(text.substr(second + 1))};
}

/// Whether the pair's section and roles exist; what does not is a problem.
bool check_words(const JsonNode& node, const Pair& pair, const Draft& draft) {
  std::vector<std::string> sections, roles;
  for (const auto& section : draft.catalog.sections) sections.push_back(section.id);
  for (const auto& role : draft.catalog.roles) roles.push_back(role.id.text);
  const bool section_known = contains(sections, pair.section);
  if (!section_known) node.unknown("section", pair.section, sections);
  bool roles_known = true;
  for (const auto& role : {pair.from, pair.to}) {
    if (contains(roles, role.text)) continue;
    node.unknown("role", role.text, roles);
    roles_known = false;
  }
  return section_known && roles_known;
}

bool joins(const Flow& flow, const RoleId& from, const RoleId& to) {
  return contains(flow.from, from) && contains(flow.to, to);
}

/// A documented flow between the pair's roles, in whichever section.
const Flow* documented_flow(const Pair& pair, const Draft& draft) {
  for (const auto& flow : draft.catalog.flows)
    if (joins(flow, pair.from, pair.to) || (flow.direction == catalog::Direction::both && joins(flow, pair.to, pair.from))) return &flow;
  return nullptr;
}

bool has_documented_port(const RoleId& role, const Draft& draft) {
  return std::any_of(draft.catalog.flows.begin(), draft.catalog.flows.end(),
                     [&](const Flow& flow) { return contains(flow.to, role) && !flow.ports.empty() && flow.skip.empty(); });
}

/// A pair that no flow's id begins with: it may only be expected closed, and only where nothing is documented after all.
void read_undocumented_pair(const JsonNode& node, const std::string& key, const Pair& pair, Expect expect, Draft& draft) {
  if (!check_words(node, pair, draft)) return;
  if (const auto* flow = documented_flow(pair, draft))
    node.problem("these roles are joined by the documented flow " + in_quotes(flow->id.text), "state the expectation of that flow");
  else if (expect != Expect::closed)
    node.problem("no flow is documented from " + pair.from.text + " to " + pair.to.text, "such a pair can only be expected \"closed\"");
  else if (!has_documented_port(pair.to, draft))
    node.problem("no port of " + pair.to.text + " is documented, so there is nothing to check");
  else
    draft.site.closed_pairs.emplace_back(key);
}

/// The expectation of every flow whose id begins with the pair.
void read_pair(const JsonNode& node, const std::string& key, const Pair& pair, Expect expect, Draft& draft) {
  bool documented = false;
  for (const auto& flow : draft.catalog.flows) {
    if (!flow.id.text.starts_with(key + ".")) continue;
    documented = true;
    if (expect == Expect::closed && flow.to.size() > 1)
      node.problem("the flow " + in_quotes(flow.id.text) + " also goes to other roles than " + pair.to.text,
                   "if all of them must be closed, name the flow itself");
    draft.site.flows[flow.id].expect = expect;
  }
  if (!documented) read_undocumented_pair(node, key, pair, expect, draft);
}

using Members = std::vector<std::pair<std::string, JsonNode>>;

void read_pair_expectations(const Members& members, Draft& draft) {
  for (const auto& [key, value] : members) {
    const auto pair = parse_pair(key);
    if (!pair) continue;
    if (const auto expect = value.word<Expect>()) read_pair(value, key, *pair, *expect, draft);
  }
}

void read_flow_expectations(const Members& members, Draft& draft) {
  for (const auto& [key, value] : members) {
    if (parse_pair(key)) continue;
    const auto* flow = need_flow(value, key, draft);
    const auto expect = value.word<Expect>();
    if (flow == nullptr || !expect) continue;
    draft.site.flows[flow->id].expect = expect;
    draft.expect_is_stated.insert(flow->id);
  }
}

/// A site decides whether a failure counts; what a conditional flow depends on is the catalog's word.
std::optional<catalog::Need> read_need(const JsonNode& node) {
  const auto need = node.word<catalog::Need>();
  if (need == catalog::Need::conditional)
    node.problem("a site's need is \"required\" or \"optional\"", "features decide conditional flows");
  return need;
}

void read_expect_of(const JsonNode& node, const Flow* flow, const Draft& draft, FlowOverride& to) {
  const auto expect = node.word<Expect>();
  if (expect && flow != nullptr && draft.expect_is_stated.contains(flow->id) && to.expect != expect)
    node.problem("contradicts what \"expect\" says of this flow", "state it in one place");
  to.expect = expect;
}

void read_override(const JsonNode& node, const Flow* flow, Draft& draft, FlowOverride& to) {
  const JsonObject object(node, {"endpoints", "expect", "need", "skip", "timeout_ms", "attempts", "ports"});
  if (const auto value = object.find("endpoints")) to.endpoints = read_hosts(*value, draft);
  if (const auto value = object.find("expect")) read_expect_of(*value, flow, draft, to);
  if (const auto value = object.find("need")) to.need = read_need(*value);
  if (const auto value = object.find("skip")) to.skip = value->text();
  if (const auto value = object.find("timeout_ms"))
    if (const auto timeout = value->whole(1, longest_timeout_ms)) to.timeout = std::chrono::milliseconds(*timeout);
  if (const auto value = object.find("attempts")) to.attempts = value->whole(1, most_attempts);
  if (const auto value = object.find("ports")) {
    if (flow != nullptr && draft.ports_are_stated.contains(flow->id))
      value->problem("\"ports\" already gives the ports of this flow", "state them in one place");
    to.ports = read_ports_of(*value, flow);
  }
}

}  // namespace

void read_ports(const JsonNode& node, Draft& draft) {
  for (const auto& [key, value] : node.members()) {
    const auto* flow = need_flow(value, key, draft);
    auto ports = read_ports_of(value, flow);
    if (flow == nullptr) continue;
    draft.site.flows[flow->id].ports = std::move(ports);
    draft.ports_are_stated.insert(flow->id);
  }
}

void read_expectations(const JsonNode& node, Draft& draft) {
  const auto members = node.members();
  read_pair_expectations(members, draft);  // first, so that what is said of a single flow wins
  read_flow_expectations(members, draft);
}

void read_overrides(const JsonNode& node, Draft& draft) {
  for (const auto& [key, value] : node.members()) {
    const auto* flow = need_flow(value, key, draft);
    FlowOverride unknown;
    read_override(value, flow, draft, flow == nullptr ? unknown : draft.site.flows[flow->id]);
  }
}

}  // namespace flowvet::site
