// Both ways over one table of units.
#include "agent/duration.hpp"

#include <array>
#include <charconv>

namespace flowvet::agent {
namespace {

struct Unit {
  char letter;
  std::string_view word;
  std::chrono::seconds length;
};
constexpr std::array units{Unit{'d', "d", std::chrono::days{1}}, Unit{'h', "h", std::chrono::hours{1}},
                           Unit{'m', "min", std::chrono::minutes{1}}, Unit{'s', "s", std::chrono::seconds{1}}};

constexpr std::chrono::seconds longest = std::chrono::years{10};

}  // namespace

std::optional<std::chrono::seconds> parse_duration(std::string_view text) {
  if (text.empty()) return std::nullopt;
  std::chrono::seconds sum{};
  const auto* unit = units.begin();
  while (!text.empty()) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    const auto digits = static_cast<std::size_t>(end - text.data());
    if (error != std::errc{} || digits == text.size() || text.front() == '-') return std::nullopt;
    while (unit != units.end() && unit->letter != text[digits]) ++unit;
    if (unit == units.end() || number > longest / unit->length) return std::nullopt;
    sum += number * unit->length;
    if (sum > longest) return std::nullopt;
    ++unit;  // each once
    text.remove_prefix(digits + 1);
  }
  return sum;
}

std::string duration_text(std::chrono::milliseconds duration) {
  constexpr std::chrono::milliseconds coarse = std::chrono::minutes{1};  // tenths of a second do not matter beyond
  if (duration < std::chrono::seconds{1}) return std::to_string(duration.count()) + " ms";
  if (duration < coarse) {
    const auto tenths = duration.count() / 100;
    return std::to_string(tenths / 10) + (tenths % 10 == 0 ? "" : "." + std::to_string(tenths % 10)) + " s";
  }
  std::string text;
  int shown = 0;
  for (const auto& unit : units) {
    const auto count = duration / unit.length;
    duration -= count * unit.length;
    if (count == 0 && shown == 0) continue;
    if (count > 0) text += (text.empty() ? "" : " ") + std::to_string(count) + " " + std::string{unit.word};
    if (++shown == 2) break;
  }
  return text;
}

}  // namespace flowvet::agent
