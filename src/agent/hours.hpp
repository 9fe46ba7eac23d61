// Hours of the week: when a job is active, when nobody wants to be told. Local time of the host.
#pragma once

#include <bitset>
#include <chrono>
#include <string_view>

namespace flowvet::agent {

/// Since Monday 00:00, less than a week.
using WeekTime = std::chrono::minutes;

inline constexpr WeekTime a_week = std::chrono::weeks{1};

class WeekHours {
 public:
  /// Adds "07:00-19:00" (every day), "mon-fri 07:00-19:00" or "sat,sun 22:00-06:00"; an end before the begin is on the next day, and
  /// 24:00 ends a day. False, and nothing added, when the text says no hours.
  bool add(std::string_view text);

  /// Whether nothing was added.
  [[nodiscard]] bool empty() const { return minutes_.none(); }
  [[nodiscard]] bool contains(WeekTime time) const;
  /// How long until the next minute that is contained; zero when `time` is one. Nothing is ever contained in empty hours: a week.
  [[nodiscard]] std::chrono::minutes until(WeekTime time) const;

  friend bool operator==(const WeekHours&, const WeekHours&) = default;

 private:
  std::bitset<std::size_t{a_week.count()}> minutes_;
};

}  // namespace flowvet::agent
