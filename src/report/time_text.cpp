// Calendar arithmetic with <chrono> alone: gmtime keeps static state and differs between systems.
#include "report/time_text.hpp"

#include <array>
#include <cstdio>

namespace flowvet::report {
namespace {

using std::chrono::floor;

struct Calendar {
  int year = 0;
  unsigned month = 0, day = 0;
  int hour = 0, minute = 0, second = 0, milli = 0;
};

Calendar to_calendar(std::chrono::system_clock::time_point time) {
  const auto day = floor<std::chrono::days>(time);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss clock{floor<std::chrono::milliseconds>(time - day)};
  return {int{date.year()},
          unsigned{date.month()},
          unsigned{date.day()},
          static_cast<int>(clock.hours().count()),
          static_cast<int>(clock.minutes().count()),
          static_cast<int>(clock.seconds().count()),
          static_cast<int>(clock.subseconds().count())};
}

template <class... Values>
std::string printed(const char* form, Values... values) {
  std::array<char, 96> buffer{};  // the longest form is RFC 3339's 24 characters; the rest is room for absurd years
  std::snprintf(buffer.data(), buffer.size(), form, values...);
  return buffer.data();
}

/// The whole years that a clock of 64-bit nanoseconds since 1970 can tell, as Linux has it.
constexpr int first_year = 1678, last_year = 2261;

bool in_range(const Calendar& at) {
  return at.year >= first_year && at.year <= last_year && at.month >= 1 && at.month <= 12 && at.day >= 1 && at.day <= 31 && at.hour >= 0 &&
         at.hour < 24 && at.minute >= 0 && at.minute < 60 && at.second >= 0 && at.second < 60 && at.milli >= 0;
}

}  // namespace

std::string to_rfc3339(std::chrono::system_clock::time_point time) {
  const auto at = to_calendar(time);
  return printed("%04d-%02u-%02uT%02d:%02d:%02d.%03dZ", at.year, at.month, at.day, at.hour, at.minute, at.second, at.milli);
}

std::optional<std::chrono::system_clock::time_point> from_rfc3339(std::string_view text) {
  constexpr std::size_t length = std::string_view{"2026-01-31T02:03:04.567Z"}.size();
  if (text.size() != length) return std::nullopt;
  Calendar at;
  int used = 0;
  const std::string copy{text};
  const int fields = std::sscanf(copy.c_str(), "%4d-%2u-%2uT%2d:%2d:%2d.%3dZ%n", &at.year, &at.month, &at.day, &at.hour, &at.minute,
                                 &at.second, &at.milli, &used);
  if (fields != 7 || used != static_cast<int>(length) || !in_range(at)) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year{at.year}, std::chrono::month{at.month}, std::chrono::day{at.day}};
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days{date} + std::chrono::hours{at.hour} + std::chrono::minutes{at.minute} + std::chrono::seconds{at.second} +
         std::chrono::milliseconds{at.milli};
}

std::string to_reading_text(std::chrono::system_clock::time_point time) {
  const auto at = to_calendar(time);
  return printed("%04d-%02u-%02u %02d:%02d:%02d UTC", at.year, at.month, at.day, at.hour, at.minute, at.second);
}

std::string to_reading_text(std::chrono::milliseconds duration) {
  const auto ms = static_cast<long long>(duration.count());
  if (ms < 1000) return printed("%lld ms", ms);
  if (ms < 60'000) return printed("%lld.%lld s", ms / 1000, ms % 1000 / 100);
  return printed("%lld min %lld s", ms / 60'000, ms % 60'000 / 1000);
}

std::string round_trip_text(std::chrono::microseconds duration) {
  const auto us = static_cast<long long>(duration.count());
  if (us < 10'000) return printed("%lld.%03lld ms", us / 1000, us % 1000);
  return printed("%lld.%lld ms", us / 1000, us % 1000 / 100);
}

}  // namespace flowvet::report
