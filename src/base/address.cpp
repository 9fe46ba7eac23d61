// IP addresses and networks to and from text. The grammar is Boost.URL's (RFC 3986 section 3.2.2); the zone and the
// prefix length are ours.
#include "flowvet/base/address.hpp"

#include <boost/url/ipv4_address.hpp>
#include <boost/url/ipv6_address.hpp>

#include <algorithm>
#include <charconv>

namespace flowvet::base {
namespace {

int width(Family family) {
  return family == Family::v4 ? 32 : 128;
}

template <class Number>
std::optional<Number> parse_number(std::string_view text) {
  const bool digits = !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
  Number number{};
  if (!digits || std::from_chars(text.data(), text.data() + text.size(), number).ec != std::errc{}) return std::nullopt;
  return number;
}

/// Parses text with one of Boost.URL's functions, which take their own string_view.
template <class Parse>
std::optional<IpAddress> parse_as(Parse parse, Family family, std::string_view text) {
  const auto parsed = parse(boost::urls::string_view(text.data(), text.size()));
  if (!parsed) return std::nullopt;
  IpAddress address{family, {}, 0};
  const auto bytes = parsed->to_bytes();
  std::copy(bytes.begin(), bytes.end(), address.bytes.begin());
  return address;
}

/// Clears the bits beyond the prefix.
IpAddress masked(IpAddress address, int prefix) {
  for (int bit = prefix; bit < width(address.family); ++bit) {
    auto& byte = address.bytes[static_cast<std::size_t>(bit / 8)];
    byte = static_cast<std::uint8_t>(byte & ~(0x80U >> (bit % 8)));
  }
  return address;
}

void increment(IpAddress& address) {
  for (auto byte = static_cast<std::size_t>(width(address.family) / 8); byte-- > 0;)
    if (++address.bytes[byte] != 0) return;
}

/// RFC 5952 section 4.2.2: "::" must not stand for a single zero group, but Boost.URL writes it so.
std::string without_needless_gap(std::string text, const IpAddress& address) {
  bool previous_zero = false;
  for (std::size_t at = 0; at < address.bytes.size(); at += 2) {
    const bool zero = address.bytes[at] == 0 && address.bytes[at + 1] == 0;
    if (zero && previous_zero) return text;
    previous_zero = zero;
  }
  const auto gap = text.find("::");
  if (gap == std::string::npos) return text;
  const bool at_start = gap == 0;
  const bool at_end = gap + 2 == text.size();
  return text.replace(gap, 2, at_start ? "0:" : at_end ? ":0" : ":0:");
}

/// Whether the network's first and last address name the network itself and its broadcast (not so on point-to-point links, RFC 3021).
bool has_broadcast(const Network& network) {
  return network.base.family == Family::v4 && network.prefix <= 30;
}

}  // namespace

std::optional<IpAddress> parse_address(std::string_view text) {
  if (const auto v4 = parse_as([](auto view) { return boost::urls::parse_ipv4_address(view); }, Family::v4, text)) return v4;
  const auto percent = text.find('%');
  auto v6 = parse_as([](auto view) { return boost::urls::parse_ipv6_address(view); }, Family::v6, text.substr(0, percent));
  if (!v6 || percent == std::string_view::npos) return v6;
  const auto scope = parse_number<std::uint32_t>(text.substr(percent + 1));
  if (!scope) return std::nullopt;
  v6->scope = *scope;
  return v6;
}

std::string to_text(const IpAddress& address) {
  if (address.family == Family::v4) {
    boost::urls::ipv4_address::bytes_type bytes;
    std::copy_n(address.bytes.begin(), bytes.size(), bytes.begin());
    return std::string(boost::urls::ipv4_address(bytes).to_string());
  }
  boost::urls::ipv6_address::bytes_type bytes;
  std::copy_n(address.bytes.begin(), bytes.size(), bytes.begin());
  auto text = without_needless_gap(boost::urls::ipv6_address(bytes).to_string(), address);
  if (address.scope != 0) text += "%" + std::to_string(address.scope);
  return text;
}

bool is_loopback(const IpAddress& address) {
  if (address.family == Family::v4) return address.bytes[0] == 127;
  const bool zeros = std::all_of(address.bytes.begin(), address.bytes.end() - 1, [](std::uint8_t byte) { return byte == 0; });
  return zeros && address.bytes.back() == 1;
}

std::optional<Network> parse_network(std::string_view text) {
  const auto slash = text.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const auto address = parse_address(text.substr(0, slash));
  const auto prefix = parse_number<int>(text.substr(slash + 1));
  if (!address || !prefix || *prefix > width(address->family)) return std::nullopt;
  return Network{masked(*address, *prefix), *prefix};
}

std::uint64_t host_count(const Network& network) {
  constexpr int saturated = 63;
  const int host_bits = std::min(width(network.base.family) - network.prefix, saturated);
  const auto addresses = std::uint64_t{1} << host_bits;
  return has_broadcast(network) ? addresses - 2 : addresses;
}

std::vector<IpAddress> hosts_of(const Network& network) {
  auto address = masked(network.base, network.prefix);
  if (has_broadcast(network)) increment(address);
  std::vector<IpAddress> hosts(host_count(network));
  for (auto& host : hosts) {
    host = address;
    increment(address);
  }
  return hosts;
}

}  // namespace flowvet::base
