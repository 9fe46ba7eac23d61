// What closes a flow that must be closed, read off the outcome, or off what a proxy says where it went through one.
#include "flowvet/report/closed.hpp"

#include "report/proxy_words.hpp"

#include <algorithm>

namespace flowvet::report {

namespace {

ClosedBy by_outcome(judge::Outcome outcome) {
  switch (outcome) {
    case judge::Outcome::refused:
      return ClosedBy::refused;
    case judge::Outcome::rejected:
      return ClosedBy::rejected;
    case judge::Outcome::silent:
    case judge::Outcome::answered:
    case judge::Outcome::accepted:
    case judge::Outcome::mute:
    case judge::Outcome::mismatched:
    case judge::Outcome::unresolved:
    case judge::Outcome::unroutable:
    case judge::Outcome::local:
    case judge::Outcome::cut:
      return ClosedBy::silent;
  }
  return ClosedBy::silent;
}

void count(ClosedSummary& summary, ClosedBy by) {
  switch (by) {
    case ClosedBy::refused:
      ++summary.refused;
      return;
    case ClosedBy::rejected:
      ++summary.rejected;
      return;
    case ClosedBy::silent:
      ++summary.silent;
      return;
  }
}

void count(ClosedSummary& summary, const CheckReport& check) {
  if (const auto by = closed_by(check))
    count(summary, *by);
  else if (check.verdict.verdict == judge::Verdict::fail)
    ++summary.open;
  else
    ++summary.unknown;
}

}  // namespace

std::optional<ClosedBy> closed_by(const CheckReport& check) {
  if (!must_be_closed(check) || check.verdict.verdict != judge::Verdict::pass) return std::nullopt;
  if (proxy_fault_of(check) == judge::ProxyFault::denied) return ClosedBy::rejected;
  return by_outcome(check.verdict.outcome);
}

std::string_view sentence(ClosedBy by) {
  switch (by) {
    case ClosedBy::refused:
      return "Turned away in the host's own name. No filter is needed for that: without one the flow is open as soon as a service listens.";
    case ClosedBy::rejected:
      return "Something on the way or the host's own filter says that it does not let this through.";
    case ClosedBy::silent:
      return "Nothing comes back. A filter that drops packets looks like that, and so does a host that is down.";
  }
  return "";
}

ClosedSummary count_closed(const Report& report) {
  ClosedSummary summary;
  for (const auto& flow : report.flows)
    for (const auto& check : flow.checks)
      if (must_be_closed(check)) count(summary, check);
  return summary;
}

bool must_be_closed(const CheckReport& check) {
  return check.verdict.expect == site::Expect::closed;
}

bool must_be_closed(const FlowReport& flow) {
  return std::ranges::any_of(flow.checks, [](const CheckReport& check) { return must_be_closed(check); });
}

}  // namespace flowvet::report
