// What a site says about single flows: other ports, other hosts, another weight.
#include "base/secret_place.hpp"
#include "site/draft.hpp"

#include <algorithm>

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
  const JsonObject object(node, {"endpoints", "expect", "need", "skip", "timeout_ms", "attempts", "ports", "secret"});
  if (const auto value = object.find("endpoints")) to.endpoints = read_hosts(*value, draft);
  if (const auto value = object.find("expect")) read_expect_of(*value, flow, draft, to);
  if (const auto value = object.find("need")) to.need = read_need(*value);
  if (const auto value = object.find("skip")) to.skip = value->text();
  if (const auto value = object.find("timeout_ms"))
    if (const auto timeout = value->whole(1, longest_timeout_ms)) to.timeout = std::chrono::milliseconds(*timeout);
  if (const auto value = object.find("attempts")) to.attempts = value->whole(1, most_attempts);
  if (const auto value = object.find("secret")) to.secret = read_secret(*value, draft.folder);
  if (const auto value = object.find("ports")) {
    if (flow != nullptr && draft.ports_are_stated.contains(flow->id))
      value->problem("\"ports\" already gives the ports of this flow", "state them in one place");
    to.ports = read_ports_of(*value, flow);
  }
}

}  // namespace

const Flow* need_flow(const JsonNode& node, const std::string& id, const Draft& draft) {
  const auto* flow = draft.words.flow(id);
  if (flow == nullptr) node.unknown("flow", id, draft.words.flow_ids);
  return flow;
}

void read_ports(const JsonNode& node, Draft& draft) {
  for (const auto& [key, value] : node.members()) {
    const auto* flow = need_flow(value, key, draft);
    auto ports = read_ports_of(value, flow);
    if (flow == nullptr) continue;
    draft.site.flows[flow->id].ports = std::move(ports);
    draft.ports_are_stated.insert(flow->id);
  }
}

void read_overrides(const JsonNode& node, Draft& draft) {
  for (const auto& [key, value] : node.members()) {
    const auto* flow = need_flow(value, key, draft);
    FlowOverride unknown;
    read_override(value, flow, draft, flow == nullptr ? unknown : draft.site.flows[flow->id]);
  }
}

}  // namespace flowvet::site
