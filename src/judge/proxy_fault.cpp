// Which hop said no, and what to do about it.
#include "flowvet/judge/proxy_fault.hpp"

namespace flowvet::judge {
namespace {

constexpr int wants_login = 407;  // RFC 9110 section 15.5.8

/// Plain HTTP needs no tunnel: clients ask the proxy for the page (RFC 9112 section 3.2.2), and many proxies allow nothing else.
constexpr std::uint16_t plain_http = 80;

ProxyFault fault_of_answer(int status, std::uint16_t port) {
  if (status == wants_login) return ProxyFault::login_wanted;
  if (status / 100 == 5) return ProxyFault::did_not_reach;
  return port == plain_http ? ProxyFault::no_tunnel : ProxyFault::denied;
}

}  // namespace

ProxyFault proxy_fault(Outcome outcome, const probe::Attempt* attempt, std::uint16_t port) {
  if (attempt && attempt->stage > probe::Stage::proxy) return ProxyFault::none;
  const bool connected = attempt && attempt->stage == probe::Stage::proxy;
  switch (outcome) {
    case Outcome::unresolved:
      return ProxyFault::unresolved;
    case Outcome::refused:
    case Outcome::silent:
    case Outcome::unroutable:
      return ProxyFault::unreachable;
    case Outcome::rejected:
      return connected ? fault_of_answer(attempt->proxy_status, port) : ProxyFault::unreachable;
    case Outcome::mute:
      return connected ? ProxyFault::mute : ProxyFault::unreachable;
    case Outcome::mismatched:
      return ProxyFault::no_proxy;
    case Outcome::answered:
    case Outcome::accepted:
    case Outcome::local:
    case Outcome::cut:
      return ProxyFault::none;
  }
  return ProxyFault::none;
}

std::string_view sentence(ProxyFault fault) {
  switch (fault) {
    case ProxyFault::none:
      return "";
    case ProxyFault::unresolved:
      return "The proxy's name has no address.";
    case ProxyFault::unreachable:
      return "The proxy itself was not reached.";
    case ProxyFault::mute:
      return "The proxy accepts the connection, but does not say whether it opens a tunnel.";
    case ProxyFault::no_proxy:
      return "What answers in the proxy's place is no HTTP proxy.";
    case ProxyFault::login_wanted:
      return "The proxy wants credentials; none are ever sent, so what it would do with them is not known.";
    case ProxyFault::denied:
      return "The proxy refuses a tunnel to this destination and port.";
    case ProxyFault::no_tunnel:
      return "The proxy opens no tunnel to port 80; clients of plain HTTP ask it for the page instead, which was not tried.";
    case ProxyFault::did_not_reach:
      return "The proxy says that it did not reach the destination.";
  }
  return "";
}

std::string_view next_step(ProxyFault fault) {
  switch (fault) {
    case ProxyFault::none:
      return "";
    case ProxyFault::unresolved:
      return "Check the proxy's name in the site file and look it up on this host's name servers.";
    case ProxyFault::unreachable:
      return "Check the proxy's address and port in the site file, that it runs, and every firewall on the way to it.";
    case ProxyFault::mute:
      return "Look at the proxy's log: it may still be trying to reach the destination.";
    case ProxyFault::no_proxy:
      return "Check the proxy's address and port in the site file.";
    case ProxyFault::login_wanted:
      return "Let this host use the proxy without credentials, or try the flow with a client that has them.";
    case ProxyFault::denied:
      return "Allow this destination and port in the proxy's rules, for this host.";
    case ProxyFault::no_tunnel:
      return "Try the flow with the component itself, or allow tunnels to this port in the proxy's rules.";
    case ProxyFault::did_not_reach:
      return "On the proxy, look up the destination's name and connect to it; check the firewalls between the two.";
  }
  return "";
}

}  // namespace flowvet::judge
