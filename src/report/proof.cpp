// The deciding attempt says who answered; everything else follows from the outcome.
#include "report/proof.hpp"

#include "report/evidence_words.hpp"

#include <algorithm>
#include <optional>

namespace flowvet::report {
namespace {

bool is_by_responder(const CheckReport& check) {
  const auto* attempt = deciding_attempt(check);
  return attempt != nullptr && attempt->reply == probe::Reply::responder;
}

bool is_passed(const CheckReport& check) {
  return check.verdict.verdict == judge::Verdict::pass || check.verdict.verdict == judge::Verdict::degraded;
}

bool rests_on_responders(const FlowReport& flow) {
  return std::ranges::any_of(flow.checks, [](const CheckReport& check) { return is_passed(check) && is_by_responder(check); });
}

}  // namespace

Proof proof_of(const CheckReport& check) {
  switch (check.verdict.outcome) {
    case judge::Outcome::answered:
      return is_by_responder(check) ? Proof::responder : Proof::service;
    case judge::Outcome::accepted:
    case judge::Outcome::mute:
    case judge::Outcome::mismatched:
      return Proof::connection;
    case judge::Outcome::refused:
    case judge::Outcome::rejected:
      return Proof::refusal;
    case judge::Outcome::silent:
    case judge::Outcome::unresolved:
    case judge::Outcome::unroutable:
    case judge::Outcome::local:
    case judge::Outcome::cut:
      break;
  }
  return Proof::none;
}

Proof proof_of(const FlowReport& flow) {
  std::optional<Proof> found;
  for (const auto& check : flow.checks) {
    if (!is_passed(check)) continue;
    const auto proof = proof_of(check);
    if (found && *found != proof) return Proof::mixed;
    found = proof;
  }
  return found.value_or(Proof::none);
}

std::string_view certainty_in_words(const FlowReport& flow) {
  switch (flow.certainty) {
    case judge::Certainty::proven:
      break;
    case judge::Certainty::connection:
      return "connection only";
    case judge::Certainty::none:
      return "as expected";
  }
  return rests_on_responders(flow) ? "path proven" : "proven";
}

std::size_t count_by_responder(const Report& report) {
  return static_cast<std::size_t>(std::ranges::count_if(report.flows, rests_on_responders));
}

}  // namespace flowvet::report
