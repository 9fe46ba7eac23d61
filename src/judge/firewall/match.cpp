// One function for each kind of left side. Whatever is not listed here is Truth::unclear, never a guess.
#include "judge/firewall/match.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace flowvet::judge::firewall {
namespace {

using catalog::Transport;

Truth truth(bool value) {
  return value ? Truth::yes : Truth::no;
}

bool is_one_of(const std::string& word, std::initializer_list<std::string_view> words) {
  return std::ranges::find(words, word) != words.end();
}

std::string text_at(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string{};
}

/// {"elem": {"val": x, ...}} stands for x with a comment or a time limit.
const Json& bare(const Json& value) {
  if (value.is_object() && value.contains("elem") && value["elem"].is_object() && value["elem"].contains("val"))
    return value["elem"]["val"];
  return value;
}

// --- ports

std::optional<std::uint16_t> port_in(const Json& value) {
  if (!value.is_number_integer()) return std::nullopt;
  const auto number = value.get<std::int64_t>();
  return number >= 0 && number <= 65535 ? std::optional(static_cast<std::uint16_t>(number)) : std::nullopt;
}

/// nullopt for a service's name and the like, which nft prints only when asked to.
std::optional<PortRange> ports_in(const Json& written) {
  const auto& value = bare(written);
  if (const auto port = port_in(value)) return PortRange{*port, *port};
  if (!value.is_object() || !value.contains("range") || !value["range"].is_array() || value["range"].size() != 2) return std::nullopt;
  const auto first = port_in(value["range"][0]), last = port_in(value["range"][1]);
  return first && last ? std::optional(PortRange{*first, *last}) : std::nullopt;
}

/// How much of the packet's ports lies in the ranges, which may touch each other.
Truth covered(const PortRange& ports, std::vector<PortRange> ranges) {
  std::ranges::sort(ranges, {}, &PortRange::first);
  std::uint32_t next = ports.first;
  bool any = false;
  for (const auto& range : ranges) {
    if (range.last < ports.first || range.first > ports.last) continue;
    any = true;
    if (range.first <= next) next = std::max(next, std::uint32_t{range.last} + 1);
  }
  if (!any) return Truth::no;
  return next > ports.last ? Truth::yes : Truth::depends;
}

Truth port_among(const Json& values, const Packet& packet) {
  std::vector<PortRange> ranges;
  for (const auto& value : values) {
    const auto range = ports_in(value);
    if (!range) return Truth::unclear;
    ranges.push_back(*range);
  }
  return covered(packet.ports, std::move(ranges));
}

// --- addresses

std::optional<Network> network_in(const Json& written) {
  const auto& value = bare(written);
  if (value.is_string()) {
    const auto address = parse_address(value.get<std::string>());
    if (address) return Network{*address, address->family == Family::v4 ? 32 : 128};
  }
  if (!value.is_object() || !value.contains("prefix")) return std::nullopt;
  const auto& prefix = value["prefix"];
  if (!prefix.is_object() || !prefix.contains("len") || !prefix["len"].is_number_integer()) return std::nullopt;
  const auto address = parse_address(text_at(prefix, "addr"));
  return address ? std::optional(Network{*address, prefix["len"].get<int>()}) : std::nullopt;
}

bool lies_in(const IpAddress& address, const Network& network) {
  if (address.family != network.base.family) return false;
  for (int bit = 0; bit < network.prefix; ++bit) {
    const auto byte = static_cast<std::size_t>(bit / 8);
    const unsigned mask = 0x80U >> static_cast<unsigned>(bit % 8);
    if (((address.bytes[byte] ^ network.base.bytes[byte]) & mask) != 0) return false;
  }
  return true;
}

Truth destination_is(const Json& value, const Packet& packet) {
  const auto network = network_in(value);
  if (!network) return Truth::unclear;
  if (packet.destinations.empty()) return Truth::depends;
  const auto inside = std::ranges::count_if(packet.destinations, [&](const IpAddress& address) { return lies_in(address, *network); });
  if (inside == 0) return Truth::no;
  return static_cast<std::size_t>(inside) == packet.destinations.size() ? Truth::yes : Truth::depends;
}

// --- headers

std::string_view protocol_word(Transport transport) {
  return to_word(transport);
}

Truth protocol_is(const Json& value, const Packet& packet) {
  constexpr int tcp = 6, udp = 17;
  const int number = packet.transport == Transport::tcp ? tcp : udp;
  if (value.is_number_integer()) return truth(value.get<std::int64_t>() == number);
  return value.is_string() ? truth(value.get<std::string>() == protocol_word(packet.transport)) : Truth::unclear;
}

/// The first packet of a connection carries SYN and nothing else that filters look at.
Truth flag_is(const Json& value) {
  return value.is_string() ? truth(value.get<std::string>() == "syn") : Truth::unclear;
}

Truth transport_field_is(const std::string& protocol, const std::string& field, const Json& value, const Packet& packet) {
  if (protocol != "th" && protocol != protocol_word(packet.transport)) return Truth::no;
  if (field == "dport") return port_among(Json::array({value}), packet);
  if (field == "sport") return Truth::depends;
  return protocol == "tcp" && field == "flags" ? flag_is(value) : Truth::unclear;
}

Truth network_field_is(const std::string& protocol, const std::string& field, const Json& value, const Packet& packet) {
  if ((protocol == "ip") != (packet.family == Family::v4)) return Truth::no;
  if (field == "saddr") return Truth::depends;
  if (field == "daddr") return destination_is(value, packet);
  if (field == "protocol" || field == "nexthdr") return protocol_is(value, packet);
  return Truth::unclear;
}

Truth payload_is(const Json& payload, const Json& value, const Packet& packet) {
  const auto protocol = text_at(payload, "protocol"), field = text_at(payload, "field");
  if (is_one_of(protocol, {"tcp", "udp", "th"})) return transport_field_is(protocol, field, value, packet);
  if (is_one_of(protocol, {"ip", "ip6"})) return network_field_is(protocol, field, value, packet);
  if (is_one_of(protocol, {"icmp", "icmpv6", "igmp", "sctp", "dccp", "esp", "ah", "arp"})) return Truth::no;
  return Truth::unclear;
}

// --- what the kernel knows about a packet

/// "eth0", or "eth*".
Truth interface_is(const Json& value, const Packet& packet) {
  if (!value.is_string()) return Truth::unclear;
  auto name = value.get<std::string>();
  if (!name.ends_with('*')) return truth(name == packet.interface);
  name.pop_back();
  return truth(packet.interface.starts_with(name));
}

Truth family_is(const Json& value, const Packet& packet) {
  if (!value.is_string()) return Truth::unclear;
  const auto word = value.get<std::string>();
  if (is_one_of(word, {"ipv4", "ip"})) return truth(packet.family == Family::v4);
  return is_one_of(word, {"ipv6", "ip6"}) ? truth(packet.family == Family::v6) : Truth::no;
}

Truth meta_is(const Json& meta, const Json& value, const Packet& packet) {
  const auto key = text_at(meta, "key");
  if (key == "l4proto") return protocol_is(value, packet);
  if (key == "nfproto" || key == "protocol") return family_is(value, packet);
  if (key == "iifname" || key == "iif") return interface_is(value, packet);
  if (key == "pkttype" && value.is_string()) return truth(is_one_of(value.get<std::string>(), {"host", "unicast"}));
  if (is_one_of(key, {"time", "day", "hour", "random", "length", "cpu"})) return Truth::depends;
  return Truth::unclear;
}

/// Nothing is known of the connection yet.
Truth connection_is(const Json& connection, const Json& value) {
  const auto key = text_at(connection, "key");
  if (!value.is_string()) return Truth::unclear;
  const auto word = value.get<std::string>();
  if (key == "state") return truth(word == "new");
  if (key == "direction") return truth(word == "original");
  if (key == "status") return is_one_of(word, {"dnat", "snat", "assured", "seen-reply", "expected"}) ? Truth::no : Truth::unclear;
  return Truth::unclear;
}

bool has_flag(const Json& fib, const char* flag) {
  const auto flags = fib.find("flags");
  if (flags == fib.end()) return false;
  return flags->is_array() ? std::ranges::find(*flags, Json(flag)) != flags->end() : *flags == flag;
}

/// Whether a route leads back to the source: it does for whoever can talk with this host at all. And what kind of address ours is.
Truth route_is(const Json& fib, const Json& value) {
  const auto result = text_at(fib, "result");
  if (result == "oif" && has_flag(fib, "saddr") && value.is_boolean()) return truth(value.get<bool>());
  if (result == "type" && has_flag(fib, "daddr") && value.is_string()) return truth(value.get<std::string>() == "local");
  return Truth::unclear;
}

/// `tcp flags & (fin|syn|rst|ack) == syn`: of the flags under the mask the packet has SYN.
Truth masked_is(const Json& operands, const Json& value, const Packet& packet) {
  const bool flags = operands.is_array() && operands.size() == 2 && operands[0].is_object() && operands[0].contains("payload") &&
                     text_at(operands[0]["payload"], "protocol") == "tcp" && text_at(operands[0]["payload"], "field") == "flags";
  if (!flags) return Truth::unclear;
  if (packet.transport != Transport::tcp) return Truth::no;
  const auto& mask = operands[1];
  const auto names_syn = [](const Json& word) { return word.is_string() && word.get<std::string>() == "syn"; };
  const bool syn_counts = names_syn(mask) || (mask.is_array() && std::ranges::any_of(mask, names_syn)) ||
                          (mask.is_object() && mask.contains("|") && std::ranges::any_of(mask["|"], names_syn));
  const bool readable = mask.is_string() || mask.is_array() || (mask.is_object() && mask.contains("|"));
  if (!readable) return Truth::unclear;
  if (value.is_string()) return truth(syn_counts && value.get<std::string>() == "syn");
  if (value.is_number_integer() && value.get<int>() == 0) return truth(!syn_counts);
  return value.is_array() || value.is_object() ? Truth::no : Truth::unclear;  // several flags at once
}

Truth concatenation_is(const Json& lefts, const Json& written, const Packet& packet, const Scope& scope) {
  const auto& value = bare(written);
  if (!lefts.is_array() || !value.is_object() || !value.contains("concat") || value["concat"].size() != lefts.size()) return Truth::unclear;
  auto result = Truth::yes;
  for (std::size_t i = 0; i < lefts.size(); ++i) result = both(result, equals(lefts[i], value["concat"][i], packet, scope));
  return result;
}

bool is_destination_port(const Json& left) {
  return left.is_object() && left.contains("payload") && text_at(left["payload"], "field") == "dport";
}

/// Destination ports are looked at together: a range may be covered by several elements.
Truth port_is_among(const Json& left, const Json& values, const Packet& packet) {
  const auto protocol = text_at(left["payload"], "protocol");
  if (protocol != "th" && protocol != protocol_word(packet.transport)) return Truth::no;
  return port_among(values, packet);
}

Truth is_among(const Json& left, const Json& values, const Packet& packet, const Scope& scope) {
  if (is_destination_port(left)) return port_is_among(left, values, packet);
  auto result = Truth::no;
  for (const auto& value : values) result = either(result, equals(left, value, packet, scope));
  return result;
}

}  // namespace

Truth operator!(Truth value) {
  switch (value) {
    case Truth::no:
      return Truth::yes;
    case Truth::yes:
      return Truth::no;
    case Truth::depends:
    case Truth::unclear:
      break;
  }
  return value;
}

Truth either(Truth left, Truth right) {
  if (left == Truth::yes || right == Truth::yes) return Truth::yes;
  return std::max(left, right);  // unclear before depends before no
}

Truth both(Truth left, Truth right) {
  if (left == Truth::no || right == Truth::no) return Truth::no;
  return std::max(left, right);  // unclear before depends before yes
}

const Json* elements_of(const Json& set, const Scope& scope) {
  if (set.is_object() && set.contains("set") && set["set"].is_array()) return &set["set"];
  if (!set.is_string() || !set.get<std::string>().starts_with('@')) return nullptr;
  const auto found = scope.ruleset.elements.find({scope.chain.family, scope.chain.table, set.get<std::string>().substr(1)});
  return found == scope.ruleset.elements.end() ? nullptr : &found->second;
}

Truth equals(const Json& left, const Json& written, const Packet& packet, const Scope& scope) {
  const auto& value = bare(written);
  if (!left.is_object() || left.size() != 1) return Truth::unclear;
  const std::string kind = left.begin().key();
  const auto& what = left.begin().value();
  if (kind == "payload") return payload_is(what, value, packet);
  if (kind == "meta") return meta_is(what, value, packet);
  if (kind == "ct") return connection_is(what, value);
  if (kind == "fib") return route_is(what, value);
  if (kind == "&") return masked_is(what, value, packet);
  if (kind == "concat") return concatenation_is(what, written, packet, scope);
  return Truth::unclear;
}

Truth matches(const Json& match, const Packet& packet, const Scope& scope) {
  if (!match.is_object() || !match.contains("left") || !match.contains("right")) return Truth::unclear;
  const auto operation = text_at(match, "op");
  if (!is_one_of(operation, {"==", "in", "!="})) return Truth::unclear;
  const auto& left = match["left"];
  const auto& right = match["right"];
  const auto* elements = elements_of(right, scope);
  const bool names_a_set = right.is_string() && right.get<std::string>().starts_with('@');
  if (names_a_set && elements == nullptr) return Truth::unclear;
  auto result = Truth::no;
  if (elements != nullptr)
    result = is_among(left, *elements, packet, scope);
  else if (right.is_array() && (operation == "in" || left.contains("ct")))  // any of several bits
    result = is_among(left, right, packet, scope);
  else
    result = equals(left, right, packet, scope);
  return operation == "!=" ? !result : result;
}

}  // namespace flowvet::judge::firewall
