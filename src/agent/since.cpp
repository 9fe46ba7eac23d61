// Three forms, told apart by trying.
#include "agent/since.hpp"

#include "agent/duration.hpp"
#include "report/time_text.hpp"

#include <string>

namespace flowvet::agent {

std::optional<WallTime> parse_since(std::string_view text, WallTime now) {
  if (const auto length = parse_duration(text)) return now - *length;
  if (const auto time = report::from_rfc3339(text)) return time;
  if (text.ends_with('Z')) return report::from_rfc3339(std::string{text.substr(0, text.size() - 1)} + ".000Z");
  return report::from_rfc3339(std::string{text} + "T00:00:00.000Z");
}

}  // namespace flowvet::agent
