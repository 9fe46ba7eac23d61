// ICMP errors: who says what about the target. Codes of RFC 792, RFC 1122, RFC 1812 and RFC 4443.
// The sender matters as much as the code: the target itself, a device on the way, or the kernel of this very host.
#include "judge/attempt_outcome.hpp"

namespace flowvet::judge {
namespace {

enum class Sender : std::uint8_t { target, device, this_host, unnamed };

Sender sender_of(const probe::Icmp& icmp, bool from_self, const IpAddress& target) {
  if (icmp.offender && is_same_address(*icmp.offender, target)) return Sender::target;
  if (from_self) return Sender::this_host;
  return icmp.offender ? Sender::device : Sender::unnamed;
}

/// "Nothing listens here": only the target can know; from anybody else it is a firewall's way to say no.
Outcome port_unreachable(Sender sender) {
  switch (sender) {
    case Sender::target:
    case Sender::unnamed:
      return Outcome::refused;
    case Sender::device:
      return Outcome::rejected;
    case Sender::this_host:
      return Outcome::local;
  }
  return Outcome::local;
}

/// A filter's own words. From this host about another one: its own firewall or a prohibiting route.
Outcome prohibited(Sender sender) {
  return sender == Sender::this_host ? Outcome::local : Outcome::rejected;
}

/// Says only that this size of packet does not pass; a smaller one may.
constexpr auto too_big = Outcome::local;

std::optional<Outcome> v4_unreachable(std::uint8_t code, Sender sender) {
  switch (code) {
    case 2:
    case 3:
      return port_unreachable(sender);  // protocol, port
    case 4:
      return too_big;  // fragmentation needed
    case 9:
    case 10:
    case 13:
    case 14:
    case 15:
      return prohibited(sender);  // network, host, communication; precedence
    default:
      return Outcome::unroutable;  // network or host, by whatever reason: a number, not an enumeration
  }
}

std::optional<Outcome> v6_unreachable(std::uint8_t code, Sender sender) {
  switch (code) {
    case 4:
      return port_unreachable(sender);
    case 1:
    case 5:
    case 6:
      return prohibited(sender);  // administratively, source policy, reject route
    default:
      return Outcome::unroutable;  // no route, beyond scope, address: a number, not an enumeration
  }
}

}  // namespace

bool is_same_address(const IpAddress& left, const IpAddress& right) {
  const bool same_zone = left.scope == 0 || right.scope == 0 || left.scope == right.scope;
  return left.family == right.family && left.bytes == right.bytes && same_zone;
}

std::optional<Outcome> outcome_of(const probe::Icmp& icmp, bool from_self, const IpAddress& target) {
  const auto sender = sender_of(icmp, from_self, target);
  if (icmp.family == Family::v4) {
    if (icmp.type == 3) return v4_unreachable(icmp.code, sender);
    if (icmp.type == 11) return Outcome::unroutable;  // time exceeded: a loop, the packet never arrived
    return std::nullopt;
  }
  if (icmp.type == 1) return v6_unreachable(icmp.code, sender);
  if (icmp.type == 2) return too_big;
  if (icmp.type == 3) return Outcome::unroutable;                         // time exceeded
  if (icmp.type == 4 && icmp.code == 1) return port_unreachable(sender);  // unrecognised next header: IPv6's "protocol unreachable"
  return std::nullopt;
}

}  // namespace flowvet::judge
