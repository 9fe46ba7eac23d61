// The rules for combining. Nothing in, nothing known: no rule turns an empty list into a pass.
#include "judge/combine.hpp"

#include <algorithm>
#include <array>

namespace flowvet::judge {
namespace {

using Parts = std::span<const Judgement>;

constexpr Judgement nothing_known{Verdict::unknown, Certainty::none, Cause::undetermined};

bool is_good(const Judgement& part) {
  return part.verdict == Verdict::pass || part.verdict == Verdict::degraded;
}

const Judgement* first_with(Parts parts, Verdict verdict) {
  const auto found = std::ranges::find(parts, verdict, &Judgement::verdict);
  return found == parts.end() ? nullptr : &*found;
}

/// Certainty's enumerators stand from the strongest to the weakest.
Certainty weakest(Parts parts) {
  auto certainty = Certainty::proven;
  for (const auto& part : parts)
    if (is_good(part)) certainty = std::max(certainty, part.certainty);
  return certainty;
}

Judgement degraded_by(const Judgement& culprit, Certainty certainty) {
  return {Verdict::degraded, certainty, culprit.cause};
}

}  // namespace

Judgement every_one(Parts parts) {
  for (const auto verdict : {Verdict::fail, Verdict::unknown})
    if (const auto* found = first_with(parts, verdict)) return *found;
  if (const auto* found = first_with(parts, Verdict::degraded)) return degraded_by(*found, weakest(parts));
  if (parts.empty() || first_with(parts, Verdict::skipped)) return nothing_known;
  return {Verdict::pass, weakest(parts), Cause::none};
}

Judgement any_one(Parts parts) {
  const Judgement* best = nullptr;
  for (const auto& part : parts)
    if (part.verdict == Verdict::pass && (!best || part.certainty < best->certainty)) best = &part;
  if (best) return *best;
  for (const auto verdict : {Verdict::degraded, Verdict::unknown, Verdict::fail})
    if (const auto* found = first_with(parts, verdict)) return *found;
  return nothing_known;
}

Judgement sampled(Parts parts) {
  if (const auto* found = first_with(parts, Verdict::fail)) return *found;
  if (first_with(parts, Verdict::pass)) return {Verdict::pass, weakest(parts), Cause::none};
  const auto explained = std::ranges::find_if(
      parts, [](const Judgement& part) { return part.verdict == Verdict::unknown && part.cause != Cause::undetermined; });
  return explained == parts.end() ? nothing_known : *explained;
}

Judgement sampled_alternatives(Parts parts) {
  const auto* failing = first_with(parts, Verdict::fail);
  if (failing && first_with(parts, Verdict::pass)) return degraded_by(*failing, weakest(parts));
  return sampled(parts);
}

Judgement survivors(Parts parts) {
  const auto* failing = first_with(parts, Verdict::fail);
  if (failing && std::ranges::any_of(parts, is_good)) return degraded_by(*failing, weakest(parts));
  if (const auto* found = first_with(parts, Verdict::unknown)) return *found;
  return every_one(parts);
}

Judgement with_fallback(const Judgement& main, Parts fallback) {
  if (!is_good(main)) return main;
  const auto not_shown = std::ranges::find_if(fallback, [](const Judgement& part) { return part.verdict != Verdict::pass; });
  if (not_shown != fallback.end()) return degraded_by(*not_shown, main.certainty);
  return {main.verdict, std::max(main.certainty, weakest(fallback)), main.cause};
}

Judgement either_way(const Judgement& straight, const Judgement& through_proxy) {
  const bool nothing_told = through_proxy.verdict == Verdict::unknown && through_proxy.cause == Cause::undetermined;
  if (is_good(straight) && nothing_told) return straight;
  if (is_good(straight) && through_proxy.verdict != Verdict::pass) return degraded_by(through_proxy, straight.certainty);
  const std::array ways{through_proxy, straight};
  return any_one(ways);
}

}  // namespace flowvet::judge
