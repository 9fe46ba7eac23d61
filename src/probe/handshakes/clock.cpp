// Pure arithmetic on given times.
#include "probe/handshakes/clock.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace flowvet::probe {

namespace {

// Beyond this a peer's number is no time but nonsense, or the zero of a clock that was never set.
constexpr double largest_difference = 100.0 * 365 * 24 * 3600;

double seconds_of(WallTime time) {
  return std::chrono::duration<double>(time.time_since_epoch()).count();
}

std::string milliseconds_text(double seconds) {
  return std::to_string(std::llround(seconds * 1000));
}

std::optional<int> digits(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} && end == text.data() + text.size() && value >= 0 ? std::optional(value) : std::nullopt;
}

}  // namespace

std::vector<Fact> clock_facts(const ClockReading& reading) {
  const double sent = seconds_of(reading.sent), received = seconds_of(reading.received);
  // No peer had the request longer than we waited: whoever says so has no clock, or sets one of its times to nothing.
  constexpr double slack = 0.1;
  const double held = reading.last - reading.first;
  if (held < -slack || held > received - sent + slack) return {};
  const double half_a_step = reading.resolution / 2;  // a time that was cut off is on average half a step later
  const double offset = ((sent - reading.first) + (received - reading.last)) / 2 - half_a_step;
  const double precision = std::max(0.0, ((received - sent) - held) / 2) + half_a_step;
  if (!std::isfinite(offset) || std::abs(offset) > largest_difference || !std::isfinite(precision) || precision > largest_difference)
    return {};
  return {{"clock.offset_ms", milliseconds_text(offset)}, {"clock.precision_ms", milliseconds_text(precision)}};
}

std::optional<double> parse_http_date(std::string_view text) {
  constexpr std::string_view form = "Sun, 06 Nov 1994 08:49:37 GMT";
  constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  if (text.size() != form.size() || text.substr(3, 2) != ", " || text.substr(25) != " GMT") return std::nullopt;
  const auto month = std::ranges::find(months, text.substr(8, 3));
  const auto day = digits(text.substr(5, 2)), year = digits(text.substr(12, 4)), hour = digits(text.substr(17, 2)),
             minute = digits(text.substr(20, 2)), second = digits(text.substr(23, 2));
  if (month == months.end() || !day || !year || !hour || !minute || !second || *hour > 23 || *minute > 59 || *second > 60)
    return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(*year), std::chrono::month(static_cast<unsigned>(month - months.begin() + 1)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return std::nullopt;
  const auto days = std::chrono::sys_days(date).time_since_epoch();
  return static_cast<double>(std::chrono::seconds(days).count()) + *hour * 3600.0 + *minute * 60.0 + *second;
}

}  // namespace flowvet::probe
