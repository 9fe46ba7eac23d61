// One flow or outcome over the last day or week as a bar, and the same as a sentence. Pure.
#pragma once

#include "agent/timeline.hpp"
#include "agent/web/page/clock.hpp"

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

namespace flowvet::agent::web::page {

/// What a part of a bar shows; the worse one wins where several fall into it.
enum class Mark : std::uint8_t { none, pass, degraded, unknown, fail };

Mark mark_of(judge::Verdict verdict);
std::string word_of(Language language, Mark mark);

/// A time in which it was the same. Spells are in order, do not overlap, and may leave gaps: nobody looked then.
struct Spell {
  WallTime from;
  WallTime until;
  Mark mark = Mark::none;
};

/// What each run found holds as Figures have it; the newest one until `now`, unless the next run should long have been made. `every` counts
/// as the usual pause while there is only one run.
std::vector<Spell> spells_of(const std::vector<Sighting>& sightings, std::chrono::milliseconds every, WallTime now);

/// The time that a bar covers: so many slots of that length up to now.
struct Span {
  std::chrono::minutes slot;
  std::size_t slots;
  std::chrono::hours ticks;  ///< how far apart its marks are
  std::string_view phrase;   ///< its name in the table of phrases

  [[nodiscard]] std::chrono::minutes length() const { return slot * slots; }
};

inline constexpr Span last_day{std::chrono::minutes{15}, 96, std::chrono::hours{6}, "day"};
inline constexpr Span last_week{std::chrono::hours{1}, 168, std::chrono::hours{24}, "week"};

/// Slots one after the other that show the same.
struct Stretch {
  std::size_t from = 0;   ///< the first slot
  std::size_t until = 0;  ///< the one after the last
  Mark mark = Mark::none;
};

/// Without those in which nothing was observed.
std::vector<Stretch> stretches_of(const std::vector<Spell>& spells, const Span& span, WallTime now);

/// Where the local quarters of a day or the local days begin within the span.
std::vector<WallTime> ticks_of(const Span& span, const Clock& clock);

/// "Last 24 hours: fail 14:20 to 16:30; otherwise pass."
std::string in_words(const std::vector<Spell>& spells, const Span& span, const Clock& clock);

}  // namespace flowvet::agent::web::page
