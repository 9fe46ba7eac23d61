// Calendar arithmetic on UTC moved by the offset.
#include "agent/web/page/clock.hpp"

#include "agent/duration.hpp"

#include <array>
#include <cstdio>

namespace flowvet::agent::web::page {
namespace {

using std::chrono::floor;

struct Calendar {
  std::chrono::year_month_day date;
  unsigned weekday = 0;  ///< 0: Sunday
  int hour = 0, minute = 0, second = 0;
};

Calendar to_calendar(WallTime local) {
  const auto day = floor<std::chrono::days>(local);
  const std::chrono::hh_mm_ss clock{floor<std::chrono::seconds>(local - day)};
  return {std::chrono::year_month_day{day}, std::chrono::weekday{day}.c_encoding(), static_cast<int>(clock.hours().count()),
          static_cast<int>(clock.minutes().count()), static_cast<int>(clock.seconds().count())};
}

template <class... Values>
std::string printed(const char* form, Values... values) {
  std::array<char, 96> buffer{};
  std::snprintf(buffer.data(), buffer.size(), form, values...);
  return buffer.data();
}

constexpr std::array months{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr std::array days_en{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::array days_ja{"日", "月", "火", "水", "木", "金", "土"};

std::string date_text(Language language, const Calendar& at, bool with_year) {
  const auto day = unsigned{at.date.day()}, month = unsigned{at.date.month()};
  const auto year = int{at.date.year()};
  if (language == Language::ja)
    return (with_year ? printed("%d年", year) : std::string{}) + printed("%u月%u日(%s)", month, day, days_ja.at(at.weekday));
  return printed("%s %u %s", days_en.at(at.weekday), day, months.at(month - 1)) + (with_year ? printed(" %d", year) : std::string{});
}

std::string offset_in_words(std::chrono::minutes offset) {
  const auto minutes = offset.count();
  const auto size = minutes < 0 ? -minutes : minutes;
  return printed("%c%02d:%02d", minutes < 0 ? '-' : '+', static_cast<int>(size / 60), static_cast<int>(size % 60));
}

struct Unit {
  std::string_view en, ja;
};
constexpr std::array units{Unit{"min", "分"}, Unit{"ms", "ミリ秒"}, Unit{"d", "日"}, Unit{"h", "時間"}, Unit{"s", "秒"}};

/// "3 d 4 h" -> "3 日 4 時間": the numbers stay.
std::string with_japanese_units(const std::string& text) {
  std::string translated;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find(' ', at), text.size());
    const auto word = text.substr(at, end - at);
    const auto unit = std::find_if(units.begin(), units.end(), [&word](const Unit& one) { return one.en == word; });
    translated += (translated.empty() ? "" : " ") + (unit == units.end() ? word : std::string{unit->ja});
    at = end + 1;
  }
  return translated;
}

}  // namespace

std::string Clock::text(WallTime time) const {
  const auto at = to_calendar(time + offset(time));
  const auto today = to_calendar(now + offset(now)).date;
  const auto clock = printed("%02d:%02d", at.hour, at.minute);
  if (at.date == today) return clock;
  return date_text(language, at, at.date.year() != today.year()) + (language == Language::ja ? " " : ", ") + clock;
}

std::string Clock::exact(WallTime time) const {
  const auto at = to_calendar(time + offset(time));
  return printed("%04d-%02u-%02u %02d:%02d:%02d ", int{at.date.year()}, unsigned{at.date.month()}, unsigned{at.date.day()}, at.hour,
                 at.minute, at.second) +
         offset_in_words(offset(time));
}

std::string Clock::offset_text() const {
  return offset_in_words(offset(now));
}

std::string Clock::weekday(WallTime time) const {
  const auto day = to_calendar(time + offset(time)).weekday;
  return language == Language::ja ? days_ja.at(day) : days_en.at(day);
}

WallTime Clock::begin_of(WallTime time, std::chrono::hours part) const {
  const auto local = time + offset(time);
  const auto day = floor<std::chrono::days>(local);
  const auto parts = floor<std::chrono::hours>(local - day) / part;
  return WallTime{day} + parts * part - offset(time);
}

std::string Clock::length(std::chrono::milliseconds length) const {
  const auto whole = length < std::chrono::minutes{1} ? length : std::chrono::floor<std::chrono::minutes>(length);
  const auto text = duration_text(whole);
  return language == Language::ja ? with_japanese_units(text) : text;
}

}  // namespace flowvet::agent::web::page
