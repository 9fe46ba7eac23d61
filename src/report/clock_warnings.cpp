// Reads the facts clock.offset_ms (ours minus theirs) and clock.precision_ms, which may come from a file: whatever is no number is
// passed over.
#include "report/clock_warnings.hpp"

#include "report/findings.hpp"

#include <algorithm>
#include <charconv>
#include <set>

namespace flowvet::report {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kerberos_limit = std::chrono::minutes{5};
// Larger numbers come from no clock, and would overflow below.
constexpr std::int64_t largest_ms = std::int64_t{1} << 52;

std::optional<milliseconds> fact_of(const CheckReport& check, std::string_view name) {
  const auto fact = std::ranges::find(check.facts, name, &probe::Fact::first);
  if (fact == check.facts.end()) return std::nullopt;
  const std::string& text = fact->second;
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || value < -largest_ms || value > largest_ms) return std::nullopt;
  return milliseconds{value};
}

/// "6 min 12 s", "3 h 5 min", "40 days".
std::string duration_text(milliseconds time) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(time).count();
  constexpr std::int64_t hour = 3600, two_days = 48 * hour;
  if (seconds >= two_days) return std::to_string(seconds / (24 * hour)) + " days";
  if (seconds >= hour) return std::to_string(seconds / hour) + " h " + std::to_string(seconds % hour / 60) + " min";
  return std::to_string(seconds / 60) + " min " + std::to_string(seconds % 60) + " s";
}

}  // namespace

std::optional<ClockReading> clock_reading(const CheckReport& check) {
  const auto offset = fact_of(check, "clock.offset_ms");
  if (!offset) return std::nullopt;
  return ClockReading{*offset, fact_of(check, "clock.precision_ms")};
}

std::vector<std::string> clock_warnings(const Report& report) {
  std::vector<std::string> warnings;
  std::set<std::string> told;
  for (const auto& flow : report.flows)
    for (const auto& check : flow.checks) {
      const auto reading = clock_reading(check);
      if (!reading) continue;
      const auto distance = std::chrono::abs(reading->offset);
      if (distance - reading->precision.value_or(milliseconds{0}) <= kerberos_limit || !told.insert(host_label(check)).second) continue;
      warnings.push_back("The clock of " + host_label(check) + " is " + duration_text(distance) +
                         (reading->offset > milliseconds{0} ? " behind" : " ahead of") +
                         " this host's. Kerberos refuses more than 5 minutes: where these two sign in to each other nothing works, VDA "
                         "registration included.");
    }
  return warnings;
}

}  // namespace flowvet::report
