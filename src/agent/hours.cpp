// A bit for each minute of the week: spans that overlap or reach into the next week need no thought.
#include "agent/hours.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <string>
#include <vector>

namespace flowvet::agent {
namespace {

using std::chrono::minutes;

constexpr std::array<std::string_view, 7> day_names{"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
constexpr minutes a_day = std::chrono::days{1};

std::optional<std::size_t> day_of(std::string_view name) {
  const auto found = std::ranges::find(day_names, name);
  if (found == day_names.end()) return std::nullopt;
  return static_cast<std::size_t>(found - day_names.begin());
}

/// "mon" or "fri-mon".
bool add_days(std::string_view text, std::array<bool, 7>& days) {
  const auto dash = text.find('-');
  const auto first = day_of(text.substr(0, dash));
  const auto last = dash == std::string_view::npos ? first : day_of(text.substr(dash + 1));
  if (!first || !last) return false;
  for (auto day = *first;; day = (day + 1) % days.size()) {
    days[day] = true;
    if (day == *last) return true;
  }
}

/// "mon-wed,sat"
std::optional<std::array<bool, 7>> parse_days(std::string_view text) {
  std::array<bool, 7> days{};
  while (true) {
    const auto comma = text.find(',');
    if (!add_days(text.substr(0, comma), days)) return std::nullopt;
    if (comma == std::string_view::npos) return days;
    text.remove_prefix(comma + 1);
  }
}

std::optional<int> two_digits(std::string_view text) {
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.size() != 2 || error != std::errc{} || end != text.data() + text.size() || number < 0) return std::nullopt;
  return number;
}

/// "07:30", up to "24:00".
std::optional<minutes> parse_clock(std::string_view text) {
  if (text.size() != 5 || text[2] != ':') return std::nullopt;
  const auto hour = two_digits(text.substr(0, 2)), minute = two_digits(text.substr(3));
  if (!hour || !minute || *minute > 59) return std::nullopt;
  const auto time = std::chrono::hours{*hour} + minutes{*minute};
  return time <= a_day ? std::optional<minutes>{time} : std::nullopt;
}

std::string lower(std::string_view text) {
  std::string lowered{text};
  std::ranges::transform(lowered, lowered.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return lowered;
}

}  // namespace

bool WeekHours::add(std::string_view written) {
  const auto text = lower(written);
  const auto blank = text.find(' ');
  const auto days = parse_days(blank == std::string::npos ? "mon-sun" : std::string_view(text).substr(0, blank));
  const auto span = std::string_view(text).substr(blank == std::string::npos ? 0 : blank + 1);
  const auto dash = span.find('-');
  if (!days || dash == std::string_view::npos) return false;
  const auto begin = parse_clock(span.substr(0, dash)), end = parse_clock(span.substr(dash + 1));
  if (!begin || !end || *begin == *end || *begin == a_day) return false;
  const auto length = *end > *begin ? *end - *begin : *end + a_day - *begin;
  for (std::size_t day = 0; day < days->size(); ++day) {
    if (!days->at(day)) continue;
    const auto from = static_cast<std::int64_t>(day) * a_day + *begin;
    for (minutes at{0}; at < length; ++at) minutes_.set(static_cast<std::size_t>(((from + at) % a_week).count()));
  }
  return true;
}

bool WeekHours::contains(WeekTime time) const {
  return minutes_.test(static_cast<std::size_t>((time % a_week).count()));
}

minutes WeekHours::until(WeekTime time) const {
  for (minutes wait{0}; wait < a_week; ++wait)
    if (contains(time + wait)) return wait;
  return a_week;
}

}  // namespace flowvet::agent
