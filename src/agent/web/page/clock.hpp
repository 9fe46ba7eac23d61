// Times and lengths of time as people of a language read them, in the host's local time.
#pragma once

#include "agent/record.hpp"
#include "agent/web/page/language.hpp"

#include <chrono>
#include <functional>
#include <string>

namespace flowvet::agent::web::page {

/// How far local time is ahead of UTC at that moment.
using UtcOffset = std::function<std::chrono::minutes(WallTime)>;

/// The moment at which a page is made, and how it says times.
struct Clock {
  Language language = Language::en;
  WallTime now;
  UtcOffset offset;

  /// "14:20" today, "Tue 24 Nov, 14:20" or "11月24日(火) 14:20" otherwise; of another year with the year.
  [[nodiscard]] std::string text(WallTime time) const;
  /// "2026-11-24 14:20:05 +09:00", whatever the language.
  [[nodiscard]] std::string exact(WallTime time) const;
  /// "+09:00".
  [[nodiscard]] std::string offset_text() const;
  /// "Tue", "火".
  [[nodiscard]] std::string weekday(WallTime time) const;
  /// The begin of the local day, or of the one of the four quarters of it, in which the time lies.
  [[nodiscard]] WallTime begin_of(WallTime time, std::chrono::hours part) const;
  /// The two largest units: "3 d 4 h", "3 日 4 時間".
  [[nodiscard]] std::string length(std::chrono::milliseconds length) const;
};

}  // namespace flowvet::agent::web::page
