// Host names and addresses as people write them, and the slips that they make.
#include "base/host_name.hpp"

#include <algorithm>
#include <array>

namespace flowvet::base {
namespace {

constexpr std::size_t longest_name = 253;  // RFC 1035 section 2.3.4, as text
constexpr std::size_t longest_label = 63;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_label_character(char c) {
  return is_digit(c) || is_letter(c) || c == '-' || c == '_';
}

bool only(std::string_view text, bool (*allowed)(char)) {
  return std::all_of(text.begin(), text.end(), allowed);
}

std::string_view without_final_dot(std::string_view name) {
  if (name.ends_with('.')) name.remove_suffix(1);
  return name;
}

/// The C library reads "10.1.2", "2130706433" and "0x7f000001" as addresses: a name must not end in a number.
bool ends_in_number(std::string_view name) {
  const auto last = name.substr(name.rfind('.') + 1);
  const bool hexadecimal = last.size() > 1 && last[0] == '0' && (last[1] == 'x' || last[1] == 'X');
  return hexadecimal || (!last.empty() && only(last, is_digit));
}

std::optional<HostFlaw> flaw_of_label(std::string_view label) {
  if (label.empty()) return HostFlaw{"has an empty part between two dots", ""};
  if (label.size() > longest_label) return HostFlaw{"has a part of more than 63 characters", ""};
  if (label.front() == '-' || label.back() == '-') return HostFlaw{"has a part that begins or ends with a hyphen", ""};
  return std::nullopt;
}

std::optional<HostFlaw> flaw_of_name(std::string_view name) {
  if (name.size() > longest_name) return HostFlaw{"is longer than the 253 characters of a host name", ""};
  if (ends_in_number(name))
    return HostFlaw{"is neither a complete IPv4 address nor a host name",
                    "an address has four numbers from 0 to 255, without leading zeros"};
  for (std::size_t at = 0; at <= name.size();) {
    const auto end = std::min(name.find('.', at), name.size());
    if (const auto flaw = flaw_of_label(name.substr(at, end - at))) return flaw;
    at = end + 1;
  }
  return std::nullopt;
}

bool is_port_after_host(std::string_view text) {
  const auto colon = text.find(':');
  return colon != std::string_view::npos && colon == text.rfind(':') && colon > 0 && only(text.substr(colon + 1), is_digit);
}

bool is_range_of_addresses(std::string_view text) {
  return text.find('-') != std::string_view::npos && text.find('.') != std::string_view::npos &&
         only(text, [](char c) { return is_digit(c) || c == '.' || c == '-'; });
}

/// One slip that people make, how to recognise it, and what to write instead.
struct Slip {
  bool (*recognise)(std::string_view text);
  std::string_view what;
  std::string_view hint;
};

bool holds(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

/// In the order in which they are tried.
constexpr std::array slips{
    Slip{[](std::string_view text) { return holds(text, "://"); }, "is a URL, not a host", "write only the host name"},
    Slip{[](std::string_view text) { return text.find_first_of(" \t\r\n") != std::string_view::npos; }, "holds a blank",
         "remove it, or list the hosts one by one"},
    Slip{[](std::string_view text) { return text.find_first_of(",;") != std::string_view::npos; }, "holds more than one host",
         "list the hosts one by one"},
    Slip{[](std::string_view text) { return holds(text, "*"); }, "is a wildcard", "name the concrete hosts, a pattern cannot be probed"},
    Slip{[](std::string_view text) { return text.starts_with('['); }, "is an address in brackets",
         "write an IPv6 address without brackets and port"},
    Slip{is_range_of_addresses, "is a range of addresses", "write a network as 10.1.2.0/28, or list the hosts one by one"},
    Slip{is_port_after_host, "holds a port", "write only the host; ports that differ from the documented ones go under \"ports\""},
    Slip{[](std::string_view text) { return holds(text, ":") && holds(text, "%"); }, "is an IPv6 address with a named zone",
         "give the interface's number, e.g. fe80::1%2"},
    Slip{[](std::string_view text) { return holds(text, ":"); }, "is no valid IPv6 address", ""},
    Slip{[](std::string_view text) { return holds(text, "/"); }, "holds a slash", "write a network as 10.1.2.0/28, a host without path"},
    Slip{[](std::string_view text) { return !only(text, [](char c) { return static_cast<unsigned char>(c) < 0x80U; }); }, "is not ASCII",
         "write an international name in its xn-- form"},
    Slip{[](std::string_view text) { return !only(text, [](char c) { return is_label_character(c) || c == '.'; }); },
         "holds a character that no host name has", ""},
};

bool is_prefix(const IpAddress& address, std::initializer_list<std::uint8_t> bytes) {
  return std::equal(bytes.begin(), bytes.end(), address.bytes.begin());
}

std::optional<HostFlaw> flaw_of_v4(const IpAddress& address) {
  if (address.bytes[0] == 0) return HostFlaw{"is an address of \"this network\", not of a host", ""};
  if (address.bytes[0] >= 224 && address.bytes[0] < 240) return HostFlaw{"is a multicast address, not a host", ""};
  if (is_prefix(address, {255, 255, 255, 255})) return HostFlaw{"is the broadcast address, not a host", ""};
  return std::nullopt;
}

std::optional<HostFlaw> flaw_of_v6(const IpAddress& address) {
  const bool unspecified = std::all_of(address.bytes.begin(), address.bytes.end(), [](std::uint8_t byte) { return byte == 0; });
  const bool link_local = address.bytes[0] == 0xFE && (address.bytes[1] & 0xC0U) == 0x80U;
  if (unspecified) return HostFlaw{"is the unspecified address, not a host", ""};
  if (address.bytes[0] == 0xFF) return HostFlaw{"is a multicast address, not a host", ""};
  if (is_prefix(address, {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF}))
    return HostFlaw{"is an IPv4 address in IPv6 form", "write it as IPv4 address"};
  if (link_local && address.scope == 0)
    return HostFlaw{"is a link-local address without its zone", "add the interface's number, e.g. fe80::1%2"};
  return std::nullopt;
}

}  // namespace

std::optional<HostFlaw> flaw_of_address(const IpAddress& address) {
  return address.family == Family::v4 ? flaw_of_v4(address) : flaw_of_v6(address);
}

std::optional<HostFlaw> flaw_of_host(std::string_view text) {
  if (text.empty()) return HostFlaw{"is empty", ""};
  if (const auto address = parse_address(text)) return flaw_of_address(*address);
  for (const auto& slip : slips)
    if (slip.recognise(text)) return HostFlaw{std::string(slip.what), std::string(slip.hint)};
  return flaw_of_name(without_final_dot(text));
}

std::string same_host_key(std::string_view text) {
  if (const auto address = parse_address(text)) return to_text(*address);
  std::string key(without_final_dot(text));
  for (char& c : key)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return key;
}

}  // namespace flowvet::base
