// The longest answer that flowvet gives: evidence first, then what follows from it, then what does not.
#include "report/explain.hpp"

#include "flowvet/base/text.hpp"
#include "flowvet/report/closed.hpp"
#include "report/evidence_words.hpp"
#include "report/findings.hpp"
#include "report/inbound_words.hpp"
#include "report/layout.hpp"
#include "report/mtu_words.hpp"
#include "report/path_words.hpp"
#include "report/proof.hpp"
#include "report/proxy_words.hpp"
#include "report/responder_words.hpp"
#include "report/time_text.hpp"
#include "report/transcript_text.hpp"

namespace flowvet::report {
namespace {

struct Reading {
  std::string_view shown;
  std::string_view not_shown;
};

std::string_view silence_leaves_open(const CheckReport& check) {
  const auto path = path_of(check);
  if (path && path->stops_before) return "Whether the request is lost there, or only its answer.";
  return "Where it was lost: the request, the service itself and the answer look the same from here.";
}

/// What an outcome proves about the network and what remains open: PROTOCOLS in two sentences each.
Reading reading_of(const CheckReport& check) {
  using enum judge::Outcome;
  switch (check.verdict.outcome) {
    case answered:
      if (proof_of(check) == Proof::responder)
        return {"Our ask reached the responder, which holds this port on the destination, and its answer came back.",
                "Anything about the service: it is not installed there, or does not run."};
      return {"The documented service received our request and sent an answer that only it would send.",
              "That it also accepts the real client: credentials, licences and policies were not tried."};
    case accepted:
      return {"Something at this address completes TCP connections on this port.",
              "That it is the documented service, since no request was made. A proxy or load balancer accepts too."};
    case mute:
      return {"Something at this address completes TCP connections on this port.",
              "That the documented service is there: it must answer this request, and nothing did."};
    case mismatched:
      return {"The port is reachable and something answers on it.",
              "That it is the host itself: a proxy, portal or filter may answer in its place."};
    case refused:
      if (const auto path = path_of(check); path && path->origin == judge::Origin::host)
        return {"A refusal came back from as far away as the host's other answers, so the path is open.",
                "That no filter on the host's own network sent it."};
      return {"A refusal came back, so packets travel at least as far as whoever sent it.",
              "That the host itself sent it: a firewall can refuse in its name."};
    case rejected:
      return {"A device says that it does not let this traffic through, or that it cannot.", "Whether a service stands behind it."};
    case silent:
      return {"Nothing came back within the time allowed in any attempt.", silence_leaves_open(check)};
    case unresolved:
      return {"This host's resolver knows no address for the name.", "Anything about the network path: nothing was sent to the host."};
    case unroutable:
      return {"The path ends before the host: no route leads there, or the last router gets no answer from it.",
              "Anything about the port."};
    case local:
      return {"This host did not let the check happen.", "Anything about the network."};
    case cut:
      return {"Nothing: the run was interrupted before this check was finished.", "Everything."};
  }
  return {};
}

/// The same where a proxy was asked and no tunnel came of it.
Reading reading_at_proxy(judge::ProxyFault fault) {
  constexpr std::string_view destination = "Anything about the destination: nothing was sent to it.";
  using enum judge::ProxyFault;
  switch (fault) {
    case none:
      return {};
    case unresolved:
      return {"This host's resolver knows no address for the proxy's name.", destination};
    case unreachable:
      return {"No connection to the proxy came about.", destination};
    case mute:
      return {"Something at the proxy's address completes TCP connections on its port.",
              "That it is a proxy, and anything about the destination: it may have been waiting for it."};
    case no_proxy:
      return {"Something that is no HTTP proxy answers on the proxy's port.", destination};
    case login_wanted:
      return {"The proxy answers, and opens no tunnel without credentials.", "Whether it would let a client with credentials through."};
    case denied:
      return {"The proxy answers, and does not open this tunnel for this host.", destination};
    case no_tunnel:
      return {"The proxy answers, and opens no tunnel to this port.", "Whether it fetches pages from there, as it would for a browser."};
    case did_not_reach:
      return {"The proxy answers, and says that it tried the destination in vain.", "What hindered it: only its own log can tell."};
  }
  return {};
}

/// A tunnel was open, or the check went straight.
Reading reading_of_way(const CheckReport& check) {
  const auto reading = reading_of(check);
  if (check.via.empty()) return reading;
  switch (check.verdict.outcome) {
    case judge::Outcome::accepted:
      return {"The proxy says that it connected to the destination.",
              "That it did, and to the documented service: only its word is known."};
    case judge::Outcome::mute:
    case judge::Outcome::mismatched:
      return {"The proxy says that it opened a tunnel.", "That the documented service is at its other end."};
    case judge::Outcome::answered:
    case judge::Outcome::refused:
    case judge::Outcome::rejected:
    case judge::Outcome::silent:
    case judge::Outcome::unresolved:
    case judge::Outcome::unroutable:
    case judge::Outcome::local:
    case judge::Outcome::cut:
      break;
  }
  return reading;
}

Reading reading_by_evidence(const CheckReport& check) {
  if (check.inbound) {
    const auto [shown, not_shown] = inbound_proof(check);
    return {shown, not_shown};
  }
  const auto fault = proxy_fault_of(check);
  return fault == judge::ProxyFault::none ? reading_of_way(check) : reading_at_proxy(fault);
}

std::string check_heading(const CheckReport& check) {
  const auto target = target_in_words(check.transport, port_in_words(check.port)) + " to " + host_label(check);
  const auto from = check.source.empty() ? std::string{} : " from " + whole_text(check.source);
  if (check.inbound) return target + ", looked at from within, expected: " + std::string{to_word(check.verdict.expect)};
  const auto service = check.service.empty() ? std::string{"no request made"} : "service " + whole_text(check.service);
  return target + from + ", " + service + ", expected: " + std::string{to_word(check.verdict.expect)};
}

std::string resolution_text(const CheckReport& check, std::size_t columns) {
  const auto& resolution = check.resolution;
  if (is_written_as_address(check)) return {};
  if (resolution.addresses.empty() && resolution.error.kind == probe::ErrorKind::none) return {};
  std::vector<std::string> addresses;
  for (const auto& address : resolution.addresses) addresses.push_back(to_text(address));
  std::string text = addresses.empty() ? std::string{error_in_words(resolution.error.kind)} : joined(addresses, addresses.size());
  if (!resolution.detail.empty()) text += ": " + whole_text(resolution.detail);
  return hanging("  name resolution  ", text + ", took " + round_trip_text(resolution.took), columns);
}

std::string attempts_text(const CheckReport& check, std::size_t columns) {
  std::string text;
  for (std::size_t i = 0; i < check.attempts.size(); ++i) {
    const auto& attempt = check.attempts[i];
    const auto times = " (began at " + round_trip_text(attempt.began) + ", took " + round_trip_text(attempt.took) +
                       (attempt.rtt.count() > 0 ? ", round trip " + round_trip_text(attempt.rtt) : std::string{}) + ")";
    const auto mark = check.deciding == i && check.attempts.size() > 1 ? ", decisive" : "";
    text += hanging("  attempt " + std::to_string(i + 1) + "  ", attempt_in_words(attempt, check.transport) + times + mark, columns);
    text += transcript_text(attempt);
  }
  return text;
}

std::string facts_text(const CheckReport& check, std::size_t columns) {
  std::string text;
  for (const auto& [name, value] : check.facts) text += hanging("  learnt     ", whole_text(name) + " = " + whole_text(value), columns);
  return text;
}

std::string hop_text(const judge::Hop& hop) {
  const auto heard = addresses_in_words(hop);
  const auto who = heard.empty() ? std::string{"silent"} : heard + ", " + round_trip_text(hop.rtt);
  const auto by = hop.own.empty() && !heard.empty() ? ", heard by the comparison only" : "";
  return "hop " + std::to_string(hop.number) + ": " + who + by;
}

std::string path_text(const CheckReport& check, std::size_t columns) {
  const auto path = path_of(check);
  if (!path) return {};
  std::string text;
  for (const auto& hop : path->hops)
    if (hop.asked) text += hanging("  path       ", hop_text(hop), columns);
  const auto words = path_in_words(*path);
  return words.empty() ? text : text + hanging("  path       ", words, columns);
}

std::string mtu_text(const CheckReport& check, std::size_t columns) {
  const auto finding = mtu_of(check);
  return finding ? hanging("  size       ", mtu_in_words(*finding), columns) : std::string{};
}

}  // namespace

std::string explain_check(const CheckReport& check, std::size_t columns) {
  auto text = hanging("", check_heading(check), columns);
  text += resolution_text(check, columns) + attempts_text(check, columns) + facts_text(check, columns) + path_text(check, columns) +
          mtu_text(check, columns);
  text += hanging("  verdict    ",
                  std::string{to_word(check.verdict.verdict)} + ", certainty " + std::string{to_word(check.verdict.certainty)} + ": " +
                      check_in_words(check) + with_responder(check),
                  columns);
  const auto [shown, not_shown] = reading_by_evidence(check);
  text += hanging("  shown      ", shown, columns) + hanging("  not shown  ", not_shown, columns);
  if (const auto by = closed_by(check))
    text += hanging("  closed     ", std::string{to_word(*by)} + ": " + std::string{sentence(*by)}, columns);
  if (check.verdict.verdict != judge::Verdict::pass)
    text += hanging("  cause      ", std::string{to_word(check.verdict.cause)} + ": " + std::string{cause_in_words(check)}, columns);
  if (!check.next_step.empty()) text += hanging("  next step  ", whole_text(check.next_step), columns);
  return text;
}

std::string explain_flow(const FlowReport& flow, std::size_t columns) {
  const auto& planned = flow.flow;
  auto text = whole_text(planned.id.text) + ": " + std::string{to_word(flow.verdict)} + ", certainty " +
              std::string{to_word(flow.certainty)} + " (" + std::string{to_word(planned.weight)} + ")\n";
  text += hanging("  ", whole_text(planned.purpose.en), columns);
  for (const auto& source : planned.sources) text += hanging("  printed in ", source_in_words(source), columns);
  if (!planned.doubt.empty()) text += hanging("  doubt      ", whole_text(planned.doubt), columns);
  if (!planned.note.empty()) text += hanging("  note       ", whole_text(planned.note), columns);
  if (const auto ways = ways_in_words(flow); !ways.empty()) text += hanging("  ways       ", ways, columns);
  for (const auto& check : flow.checks) text += "\n" + explain_check(check, columns);
  return text;
}

std::string explain_skipped(const plan::SkippedFlow& flow, std::size_t columns) {
  return whole_text(flow.id.text) + ": not checked\n" +
         hanging("  reason     ", std::string{to_word(flow.reason)} + ": " + whole_text(flow.text), columns) +
         hanging("  shown      ", "Nothing: no packet was sent for this flow.", columns);
}

}  // namespace flowvet::report
