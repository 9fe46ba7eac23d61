// Sentences by who listens first, then by what the packet filter does.
#include "report/inbound_words.hpp"

#include "flowvet/base/text.hpp"
#include "report/findings.hpp"

#include <algorithm>

namespace flowvet::report {
namespace {

using judge::Admittance;
using judge::Filtered;
using judge::InboundEvidence;
using judge::Listening;

constexpr std::size_t listeners_in_a_sentence = 4;

std::string listener_text(const probe::Listener& listener, bool name_port) {
  auto text = to_text(listener.address);
  if (name_port) text += " port " + std::to_string(listener.port);
  if (listener.only_v6) text += " (IPv6 alone)";
  return listener.program.empty() ? text : text + " (" + escape_peer_text(listener.program) + ")";
}

std::string listeners_text(const InboundEvidence& evidence) {
  std::vector<std::string> texts;
  for (const auto& listener : evidence.listeners) {
    auto text = listener_text(listener, evidence.ports.size() > 1);
    if (std::ranges::find(texts, text) == texts.end()) texts.push_back(std::move(text));
  }
  return joined(texts, listeners_in_a_sentence);
}

std::string listening_text(const InboundEvidence& evidence) {
  switch (evidence.listening) {
    case Listening::open:
      return "listens on " + listeners_text(evidence);
    case Listening::loopback_only:
      return "listens on " + listeners_text(evidence) + " only, which no other host reaches";
    case Listening::nothing:
      return "nothing listens";
    case Listening::unknown:
      return evidence.listeners.empty() ? "the system does not tell what listens"
                                        : "a socket is bound to " + listeners_text(evidence) + ", on a port that clients use too";
  }
  return "";
}

std::string_view filtered_text(Filtered filtered) {
  switch (filtered) {
    case Filtered::admits:
      return "this host's firewall lets it in";
    case Filtered::drops:
      return "this host's firewall drops it";
    case Filtered::rejects:
      return "this host's firewall rejects it";
    case Filtered::depends:
      return "this host's firewall lets only some in, by their source, by time or by rate";
    case Filtered::unclear:
      return "this host's firewall has a rule here that flowvet does not understand";
    case Filtered::unread:
      return "whether this host's firewall lets it in is not known";
  }
  return "";
}

std::string place_text(const Admittance& admittance) {
  if (admittance.place.empty()) return admittance.filtered == Filtered::admits ? " (it has no rules for it)" : "";
  return (admittance.filtered == Filtered::unread ? ": " : " (") + escape_peer_text(admittance.place) +
         (admittance.filtered == Filtered::unread ? "" : ")");
}

/// Both families in one sentence where they have the same answer.
std::string admittance_text(const InboundEvidence& evidence) {
  std::string text;
  const auto& all = evidence.admittance;
  const bool alike = std::ranges::all_of(all, [&all](const Admittance& one) { return one.filtered == all.front().filtered; });
  for (const auto& one : all) {
    if (alike && &one != &all.front()) break;
    text += "; ";
    if (!alike) text += one.family == Family::v4 ? "IPv4: " : "IPv6: ";
    text += std::string{filtered_text(one.filtered)} + place_text(one);
  }
  return text;
}

bool is_any(const InboundEvidence& evidence, Filtered wanted) {
  return std::ranges::any_of(evidence.admittance, [wanted](const Admittance& one) { return one.filtered == wanted; });
}

}  // namespace

std::string inbound_in_words(const CheckReport& check) {
  return check.inbound ? listening_text(*check.inbound) + admittance_text(*check.inbound) : std::string{};
}

std::string_view inbound_cause(const CheckReport& check) {
  if (!check.inbound || check.verdict.verdict == judge::Verdict::pass) return "";
  const auto& evidence = *check.inbound;
  if (check.verdict.expect == site::Expect::closed && check.verdict.verdict == judge::Verdict::fail)
    return "This port must be closed to other hosts, and it is open.";
  using enum judge::Cause;
  if (check.verdict.cause == not_listening)
    return evidence.listening == Listening::loopback_only
               ? "What listens on this port is bound to loopback: only this host itself reaches it."
               : "Nothing listens on this port.";
  if (check.verdict.cause == local_firewall) return "This host's own firewall keeps others out.";
  if (check.verdict.cause == local_limit) return "The rules of this host's firewall could not be read.";
  if (is_any(evidence, Filtered::depends)) return "This host's firewall lets in some and not others; who has to come is not known to it.";
  if (is_any(evidence, Filtered::unclear)) return "This host's firewall has a rule that flowvet does not understand.";
  return "This host does not show whether the service listens.";
}

std::string_view inbound_next_step(const CheckReport& check) {
  if (!check.inbound || check.verdict.verdict == judge::Verdict::pass) return "";
  const auto& evidence = *check.inbound;
  if (check.verdict.expect == site::Expect::closed && check.verdict.verdict == judge::Verdict::fail)
    return "Bind the service to loopback, or close the port in this host's firewall.";
  using enum judge::Cause;
  if (check.verdict.cause == not_listening)
    return evidence.listening == Listening::loopback_only ? "Set the service to listen on the address by which other hosts know this one."
                                                          : "Start the service, or correct the port in the site file if it was moved.";
  if (check.verdict.cause == local_firewall) return "Allow the port in this host's firewall, in the input rules that are named.";
  if (check.verdict.cause == local_limit) return "Run the check as root, with nft installed; or try the flow from the other end.";
  if (is_any(evidence, Filtered::depends))
    return "Look whether the rule that is named lets in the hosts that need this port, or try the flow from there.";
  if (is_any(evidence, Filtered::unclear))
    return "Read the rule that is named (`nft -a list ruleset`), or try the flow from the other end.";
  return "Try the flow from the other end.";
}

InboundProof inbound_proof(const CheckReport& check) {
  if (!check.inbound) return {};
  switch (check.inbound->listening) {
    case Listening::open:
      return {"A program of this host has the port open.",
              "That it is the documented service, and anything about the network between this host and others."};
    case Listening::loopback_only:
      return {"Only this host itself could reach what listens.", "Anything about the network."};
    case Listening::nothing:
      return {"No socket of this host takes connections or datagrams on this port.", "Whether the service would open it later."};
    case Listening::unknown:
      break;
  }
  return {"Nothing about the service.", "Whether it listens."};
}

}  // namespace flowvet::report
