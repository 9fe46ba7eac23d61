// Runs -> spells -> slots and words.
#include "agent/web/page/bar.hpp"

#include "agent/web/page/terms.hpp"
#include "agent/web/page/words.hpp"

#include <algorithm>

namespace flowvet::agent::web::page {
namespace {

using std::chrono::milliseconds;

constexpr std::size_t most_spells_told = 4;

/// Of a run that has no verdict about it: one that was cut says nothing, any other one leaves it unknown.
Mark mark_in(const Sighting& sighting) {
  if (sighting.finding) return mark_of(sighting.finding->verdict);
  return sighting.state == RunState::incomplete ? Mark::none : Mark::unknown;
}

/// Those of the span, with gaps as spells of their own. What is shorter than a slot is no gap that anybody sees.
std::vector<Spell> clipped(const std::vector<Spell>& spells, const Span& span, WallTime now) {
  std::vector<Spell> all;
  auto end = now - span.length();
  for (const auto& spell : spells) {
    if (spell.until <= end || spell.mark == Mark::none) continue;
    const bool after_gap = spell.from - end >= span.slot;
    if (after_gap) all.push_back({end, spell.from, Mark::none});
    if (!after_gap && !all.empty() && all.back().mark == spell.mark)
      all.back().until = spell.until;
    else
      all.push_back({std::max(spell.from, end), spell.until, spell.mark});
    end = spell.until;
  }
  if (now - end >= span.slot) all.push_back({end, now, Mark::none});
  return all;
}

std::string spell_text(const Spell& spell, const Span& span, const Clock& clock) {
  const auto word = word_of(clock.language, spell.mark);
  if (clock.now - spell.until < span.slot) return say(clock.language, "spell_ongoing", {word, clock.text(spell.from)});
  return say(clock.language, "spell", {word, clock.text(spell.from), clock.text(spell.until)});
}

}  // namespace

std::string word_of(Language language, Mark mark) {
  using enum judge::Verdict;
  switch (mark) {
    case Mark::none:
      return say(language, "not_observed");
    case Mark::pass:
      return std::string{term(language, pass)};
    case Mark::degraded:
      return std::string{term(language, degraded)};
    case Mark::unknown:
      return std::string{term(language, unknown)};
    case Mark::fail:
      return std::string{term(language, fail)};
  }
  return {};
}

Mark mark_of(judge::Verdict verdict) {
  switch (verdict) {
    case judge::Verdict::pass:
      return Mark::pass;
    case judge::Verdict::degraded:
      return Mark::degraded;
    case judge::Verdict::fail:
      return Mark::fail;
    case judge::Verdict::unknown:
      return Mark::unknown;
    case judge::Verdict::skipped:
      return Mark::none;
  }
  return Mark::none;
}

namespace {

/// Until now, unless the next run should long have been made.
WallTime end_of_newest(WallTime started, milliseconds pause, WallTime now) {
  return now - started <= longest_pause * pause ? std::max(now, started) : started + pause;
}

}  // namespace

std::vector<Spell> spells_of(const std::vector<Sighting>& sightings, milliseconds every, WallTime now) {
  const auto holds = holds_of(sightings);
  std::vector<Spell> spells;
  for (std::size_t i = 0; i < sightings.size(); ++i) {
    Spell spell{sightings[i].started, sightings[i].started + holds[i], mark_in(sightings[i])};
    if (i + 1 == sightings.size()) spell.until = end_of_newest(spell.from, holds[i] == milliseconds{0} ? every : holds[i], now);
    if (!spells.empty() && spells.back().mark == spell.mark && spells.back().until == spell.from)
      spells.back().until = spell.until;
    else if (spells.empty() || spells.back().until <= spell.from)  // a clock that was set back tells a time twice
      spells.push_back(spell);
  }
  return spells;
}

std::vector<Stretch> stretches_of(const std::vector<Spell>& spells, const Span& span, WallTime now) {
  const auto begin = now - span.length();
  std::vector<Mark> slots(span.slots, Mark::none);
  for (const auto& spell : spells) {
    if (spell.until < begin || spell.from > now) continue;
    const auto first = static_cast<std::size_t>((std::max(spell.from, begin) - begin) / span.slot);
    const auto last = static_cast<std::size_t>((std::max(spell.until, begin) - begin - std::chrono::nanoseconds{1}) / span.slot);
    for (auto slot = first; slot <= std::min(std::max(first, last), span.slots - 1); ++slot)
      slots[slot] = std::max(slots[slot], spell.mark);
  }
  std::vector<Stretch> stretches;
  for (std::size_t slot = 0; slot < slots.size(); ++slot) {
    if (slots[slot] == Mark::none) continue;
    if (!stretches.empty() && stretches.back().until == slot && stretches.back().mark == slots[slot])
      ++stretches.back().until;
    else
      stretches.push_back({slot, slot + 1, slots[slot]});
  }
  return stretches;
}

std::vector<WallTime> ticks_of(const Span& span, const Clock& clock) {
  std::vector<WallTime> ticks;
  const auto begin = clock.now - span.length();
  // An hour beyond the next tick: a day on which the clocks are put back is longer.
  for (auto tick = clock.begin_of(begin + span.ticks, span.ticks); tick < clock.now;
       tick = clock.begin_of(tick + span.ticks + std::chrono::hours{span.ticks > std::chrono::hours{12} ? 1 : 0}, span.ticks))
    ticks.push_back(tick);
  return ticks;
}

std::string in_words(const std::vector<Spell>& spells, const Span& span, const Clock& clock) {
  const auto language = clock.language;
  const auto name = say(language, span.phrase);
  const auto all = clipped(spells, span, clock.now);
  if (all.size() == 1 && all[0].mark == Mark::none) return say(language, "bar_none", {name});
  const bool same = std::ranges::all_of(all, [&all](const Spell& one) { return one.mark == all[0].mark; });
  if (same && !all.empty()) return say(language, "bar_all", {name, word_of(language, all[0].mark)});
  const auto usual = std::ranges::any_of(all, [](const Spell& one) { return one.mark == Mark::pass; }) ? Mark::pass : Mark::none;
  std::string text;
  std::size_t told = 0, left_off = 0;
  for (auto spell = all.rbegin(); spell != all.rend(); ++spell) {  // the newest first
    if (spell->mark == usual) continue;
    if (told == most_spells_told) {
      ++left_off;
      continue;
    }
    text += (text.empty() ? "" : say(language, "list_break")) + spell_text(*spell, span, clock);
    ++told;
  }
  if (left_off > 0) text += say(language, "list_break") + say(language, "and_more", {std::to_string(left_off)});
  return say(language, "bar_some", {name, text, word_of(language, usual)});
}

}  // namespace flowvet::agent::web::page
