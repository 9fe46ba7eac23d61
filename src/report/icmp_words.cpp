// What the types and codes of ICMP and ICMPv6 say, as two tables.
#include "report/icmp_words.hpp"

#include <array>
#include <string_view>

namespace flowvet::report {
namespace {

struct IcmpWord {
  std::uint8_t type;
  std::uint8_t code;
  std::string_view text;
};

// RFC 792, RFC 1122 3.2.2.1, RFC 1812 5.2.7.1.
constexpr std::array v4_words{
    IcmpWord{3, 0, "no route to that network"},
    IcmpWord{3, 1, "the host does not answer on its own network"},
    IcmpWord{3, 2, "the host does not speak this protocol"},
    IcmpWord{3, 3, "nothing listens on this port"},
    IcmpWord{3, 4, "the packet is too big for the path"},
    IcmpWord{3, 5, "the source route failed"},
    IcmpWord{3, 6, "the network is unknown"},
    IcmpWord{3, 7, "the host is unknown"},
    IcmpWord{3, 8, "the source host is isolated"},
    IcmpWord{3, 9, "a filter prohibits traffic to that network"},
    IcmpWord{3, 10, "a filter prohibits traffic to that host"},
    IcmpWord{3, 11, "no route to that network for this type of service"},
    IcmpWord{3, 12, "no route to that host for this type of service"},
    IcmpWord{3, 13, "a filter prohibits this traffic"},
    IcmpWord{3, 14, "the host's precedence is not permitted"},
    IcmpWord{3, 15, "the precedence is below the minimum"},
    IcmpWord{11, 0, "the hop limit ran out on the way: a routing loop, or a probe that counts hops"},
    IcmpWord{11, 1, "a fragment was lost on the way"},
};

// RFC 4443 section 3.
constexpr std::array v6_words{
    IcmpWord{1, 0, "no route to that network"},
    IcmpWord{1, 1, "a filter prohibits this traffic"},
    IcmpWord{1, 2, "the address is beyond the scope of ours"},
    IcmpWord{1, 3, "the host does not answer on its own network"},
    IcmpWord{1, 4, "nothing listens on this port"},
    IcmpWord{1, 5, "a filter does not permit our source address"},
    IcmpWord{1, 6, "a router rejects this destination"},
    IcmpWord{2, 0, "the packet is too big for the path"},
    IcmpWord{3, 0, "the hop limit ran out on the way: a routing loop, or a probe that counts hops"},
    IcmpWord{3, 1, "a fragment was lost on the way"},
};

template <std::size_t N>
std::string_view find_words(const std::array<IcmpWord, N>& words, const probe::Icmp& icmp) {
  for (const auto& word : words)
    if (word.type == icmp.type && word.code == icmp.code) return word.text;
  return "a code without a documented meaning";
}

}  // namespace

std::string icmp_meaning(const probe::Icmp& icmp) {
  auto text = std::string{icmp.family == Family::v4 ? find_words(v4_words, icmp) : find_words(v6_words, icmp)};
  if (icmp.mtu != 0) text += " (at most " + std::to_string(icmp.mtu) + " bytes)";
  return text;
}

std::string icmp_in_words(const probe::Icmp& icmp) {
  std::string text = icmp.family == Family::v4 ? "ICMP " : "ICMPv6 ";
  text += std::to_string(icmp.type) + "/" + std::to_string(icmp.code);
  if (icmp.offender) text += " from " + to_text(*icmp.offender);
  return text + ": " + icmp_meaning(icmp);
}

}  // namespace flowvet::report
