// Doubling, and the two forms of Retry-After.
#include "agent/telling/backoff.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace flowvet::agent::telling {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr milliseconds shortest_pause{1000};
constexpr milliseconds longest_pause{600'000};

std::optional<int> number(std::string_view digits) {
  int value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  const bool all = !digits.empty() && digits.front() >= '0' && digits.front() <= '9' && end == digits.data() + digits.size();
  if (error == std::errc::result_out_of_range && all) return std::numeric_limits<int>::max();
  return error == std::errc{} && all ? std::optional(value) : std::nullopt;
}

/// "Sun, 06 Nov 1994 08:49:37 GMT", the one form that RFC 9110, section 5.6.7, lets servers write.
std::optional<WallTime> parse_date(std::string_view text) {
  constexpr std::string_view form = "Sun, 06 Nov 1994 08:49:37 GMT";
  constexpr std::array months{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  if (text.size() != form.size() || text.substr(25) != form.substr(25)) return std::nullopt;
  for (const std::size_t place : {3U, 4U, 7U, 11U, 16U, 19U, 22U})
    if (text[place] != form[place]) return std::nullopt;
  const auto month = std::ranges::find(months, text.substr(8, 3)) - months.begin();
  const auto day = number(text.substr(5, 2)), year = number(text.substr(12, 4)), hour = number(text.substr(17, 2)),
             minute = number(text.substr(20, 2)), second = number(text.substr(23, 2));
  if (!day || !year || !hour || !minute || !second) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year{*year}, std::chrono::month{static_cast<unsigned>(month + 1)},
                                         std::chrono::day{static_cast<unsigned>(*day)}};
  constexpr int first_year = 1970, last_year = 2200;  // what the clock's nanoseconds can tell, with room
  if (!date.ok() || *year < first_year || *year > last_year || *hour > 23 || *minute > 59 || *second > 60) return std::nullopt;
  return std::chrono::sys_days{date} + std::chrono::hours{*hour} + std::chrono::minutes{*minute} + seconds{*second};
}

}  // namespace

milliseconds pause_after(int failures, double chance) {
  constexpr int doublings_to_longest = 10;  // 2^10 s are more than ten minutes
  const int doublings = std::clamp(failures - 1, 0, doublings_to_longest);
  const auto whole = std::min(shortest_pause * (1 << doublings), longest_pause);
  return whole - milliseconds{static_cast<std::int64_t>(static_cast<double>(whole.count()) / 2 * std::clamp(chance, 0.0, 1.0))};
}

std::optional<seconds> parse_retry_after(std::string_view field, WallTime now) {
  if (const auto count = number(field)) return std::min(seconds{*count}, longest_age);
  const auto date = parse_date(field);
  if (!date) return std::nullopt;
  return std::clamp(std::chrono::ceil<seconds>(*date - now), seconds{0}, longest_age);
}

}  // namespace flowvet::agent::telling
