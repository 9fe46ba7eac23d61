// Plain readings of a size survey, the same for the search, which asks on until it knows enough, and for the judge. Pure.
// A packet that was answered proves that all smaller ones pass too; one that was not proves nothing by itself, because packets get
// lost: it counts by how many there were, against how many of those that do pass were lost.
#pragma once

#include "flowvet/probe/path_mtu.hpp"
#include "flowvet/probe/read_trace.hpp"

#include <algorithm>

namespace flowvet::probe {

inline bool arrived(const SizeAnswer& answer) {
  return answer.hops == 0 && (answer.sign == SizeSign::answered || answer.sign == SizeSign::refused);
}

/// The largest packet that is known to have arrived; 0 where none is.
inline std::uint16_t largest_arrived(const SizeSurvey& survey) {
  std::uint16_t largest = 0;
  for (const SizeAnswer& answer : survey.answers)
    if (arrived(answer)) largest = std::max(largest, answer.size);
  return largest;
}

inline bool is_told(const SizeAnswer& answer) {
  return answer.sign == SizeSign::too_big || answer.sign == SizeSign::too_big_here;
}

/// The smallest packet of which somebody says that it is too big, and the next link's MTU that goes with it; nullptr where nobody
/// does, or a larger one arrived after all.
inline const SizeAnswer* smallest_told(const SizeSurvey& survey) {
  const SizeAnswer* smallest = nullptr;
  for (const SizeAnswer& answer : survey.answers)
    if (is_told(answer) && (smallest == nullptr || answer.size < smallest->size)) smallest = &answer;
  return smallest != nullptr && smallest->size > largest_arrived(survey) ? smallest : nullptr;
}

/// The MTU that comes with it, where it makes sense: old routers send none (RFC 1191 section 5).
inline std::uint16_t told_mtu(const SizeAnswer& told) {
  constexpr std::uint32_t smallest_of_ipv4 = 68;
  const std::uint32_t mtu = told.icmp ? told.icmp->mtu : 0;
  return mtu >= smallest_of_ipv4 && mtu < told.size ? static_cast<std::uint16_t>(mtu) : std::uint16_t{0};
}

/// Whether packets are silent for another reason than loss, as far as those that can arrive tell; a few must have.
inline bool silence_counts(int times, Loss seen) {
  constexpr int fewest_that_arrived = 4;
  return times > 0 && seen.sent - seen.lost >= fewest_that_arrived && loss_hardly_explains(times, seen);
}

/// What became of packets no larger than one that arrived.
inline Loss loss_of(const SizeSurvey& survey) {
  const auto largest = largest_arrived(survey);
  Loss loss;
  for (const SizeAnswer& answer : survey.answers) {
    if (answer.hops != 0 || answer.size > largest) continue;
    if (!arrived(answer) && answer.sign != SizeSign::nothing) continue;
    ++loss.sent;
    loss.lost += answer.sign == SizeSign::nothing ? 1 : 0;
  }
  return loss;
}

/// The smallest size that was asked and vanishes; 0 where none does.
inline std::uint16_t smallest_vanishing(const SizeSurvey& survey) {
  const auto largest = largest_arrived(survey);
  const Loss loss = loss_of(survey);
  std::vector<std::uint16_t> silent;
  for (const SizeAnswer& answer : survey.answers)
    if (answer.hops == 0 && answer.sign == SizeSign::nothing && answer.size > largest) silent.push_back(answer.size);
  std::ranges::sort(silent);
  int times = 0;
  for (const std::uint16_t size : silent)
    if (silence_counts(++times, loss)) return size;
  return 0;
}

/// Whether packets of this size never arrive although smaller ones do, and loss hardly explains that.
inline bool vanishes(const SizeSurvey& survey, std::uint16_t size) {
  const auto smallest = smallest_vanishing(survey);
  return smallest > 0 && smallest <= size;
}

/// A host that answers with ICMP errors sends few of them a second, so its silence counts only where it was asked slowly.
inline bool is_limited(const SizeSurvey& survey) {
  return std::ranges::any_of(survey.answers, [](const SizeAnswer& answer) { return answer.sign == SizeSign::refused; });
}

/// The highest hop limit at which a router has said that a packet of at least this size came to it; 0 where none has.
inline std::uint8_t farthest_heard(const SizeSurvey& survey, std::uint16_t size) {
  std::uint8_t farthest = 0;
  for (const SizeAnswer& answer : survey.answers)
    if (answer.sign == SizeSign::expired && answer.size >= size) farthest = std::max(farthest, answer.hops);
  return farthest;
}

}  // namespace flowvet::probe
