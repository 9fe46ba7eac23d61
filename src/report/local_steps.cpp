// By the error of the attempt that decided, where no other device had a say in it.
#include "report/local_steps.hpp"

#include "report/evidence_words.hpp"

namespace flowvet::report {
namespace {

constexpr std::string_view open_the_firewall =
    "Allow this outgoing traffic in this host's own firewall (on Linux the output rules of nftables or iptables) or routing table, then "
    "run the check again.";

std::string_view step_for(probe::ErrorKind error) {
  using enum probe::ErrorKind;
  switch (error) {
    case not_permitted:
      return open_the_firewall;
    case net_unreachable:
      return "Add a route to the destination or a default gateway on this host, or correct the address in the site file.";
    case no_own_address:
      return "Give this host an address of this family, or leave the family out of the run (-4 or -6).";
    case no_source_port:
      return "Widen the range of source ports on this host (on Linux sysctl net.ipv4.ip_local_port_range) or end what uses them up, then "
             "run the check again.";
    case no_descriptors:
      return "Raise the limit of open files (`ulimit -n`), then run the check again.";
    case no_source_address:
      return "Name one of this host's own addresses with --source.";
    case none:
    case timed_out:
    case refused:
    case reset:
    case closed:
    case host_unreachable:
    case prohibited:
    case protocol_unreachable:
    case too_big:
    case port_taken:
    case no_privilege:
    case tls:
    case wants_certificate:
    case unsupported:
    case cancelled:
    case other:
      return "";
  }
  return "";
}

}  // namespace

std::string_view local_next_step(const CheckReport& check) {
  const auto outcome = check.verdict.outcome;
  const auto* attempt = deciding_attempt(check);
  if (!attempt || (outcome != judge::Outcome::local && outcome != judge::Outcome::unroutable)) return "";
  if (attempt->icmp) return check.verdict.cause == judge::Cause::local_firewall ? open_the_firewall : "";
  return step_for(attempt->error.kind);
}

}  // namespace flowvet::report
