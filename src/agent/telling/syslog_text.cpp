// RFC 5424 by the letter where receivers parse, one line of text where people read.
#include "agent/telling/syslog_text.hpp"

#include "flowvet/base/text.hpp"
#include "report/time_text.hpp"

#include <algorithm>

namespace flowvet::agent::telling {
namespace {

using judge::Verdict;

enum class Severity : std::uint8_t { err = 3, warning = 4, notice = 5, info = 6 };

/// flowvet has no number of its own at IANA; this one is reserved for documentation (RFC 5612) and belongs to nobody else.
constexpr const char* data_id = "flowvet@32473";
constexpr std::size_t longest_host = 255, longest_value = 200;

/// Of a state that is told of, by what it means for users.
Severity severity_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::fail:
      return Severity::err;
    case Verdict::degraded:
    case Verdict::unknown:
      return Severity::warning;
    case Verdict::pass:
    case Verdict::skipped:
      return Severity::notice;
  }
  return Severity::notice;
}

Severity severity_of(const News& news) {
  switch (news.kind) {
    case NewsKind::broke:
    case NewsKind::changed:
    case NewsKind::settled:
      return severity_of(news.is.verdict);
    case NewsKind::flapping:
      return Severity::warning;
    case NewsKind::recovered:
    case NewsKind::withdrawn:
      return Severity::notice;
    case NewsKind::test:
      return Severity::info;
  }
  return Severity::notice;
}

/// Section 6.2.1.
std::string priority(const News& news, Facility facility) {
  return "<" + std::to_string(static_cast<int>(facility) * 8 + static_cast<int>(severity_of(news))) + ">";
}

/// PRINTUSASCII of section 6, "-" where there is none.
std::string header_field(std::string_view text, std::size_t longest) {
  std::string field;
  for (const char c : text.substr(0, longest)) field += c > ' ' && c < '\x7f' ? c : '_';
  return field.empty() ? "-" : field;
}

/// Section 6.3.3: UTF-8, with `"`, `\` and `]` behind a backslash.
std::string parameter(std::string_view name, std::string_view value) {
  std::string text = " " + std::string{name} + "=\"";
  for (const char c : escape_peer_text(value, longest_value)) {
    if (c == '"' || c == '\\' || c == ']') text += '\\';
    text += c;
  }
  return text + "\"";
}

std::string structured_data(const Message& message) {
  const auto& news = message.news;
  return std::string{"["} + data_id + parameter("id", message.id) + parameter("kind", to_word(news.kind)) + parameter("job", news.job) +
         parameter("about", to_word(news.subject.kind)) + parameter("subject", news.subject.id) +
         parameter("was", news.was ? to_word(news.was->verdict) : std::string_view{}) + parameter("verdict", to_word(news.is.verdict)) +
         parameter("cause", to_word(news.is.cause)) + parameter("since", report::to_rfc3339(news.is.since)) +
         parameter("run", std::to_string(news.run)) + "]";
}

bool is_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

/// Not in the middle of a character.
std::string cut(std::string text, std::size_t size) {
  if (text.size() <= size) return text;
  while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xC0U) == 0x80U) --size;
  text.resize(size);
  return text;
}

}  // namespace

std::string to_rfc5424(const Message& message, Facility facility, int process, std::size_t longest) {
  const auto& news = message.news;
  auto line = priority(news, facility) + "1 " + report::to_rfc3339(news.at) + " " + header_field(news.host, longest_host) + " flowvet " +
              std::to_string(process) + " " + std::string{to_word(news.kind)} + " " + structured_data(message) + " ";
  // Section 6.4: text in UTF-8 begins with a byte order mark; ASCII needs none, and many receivers show it.
  if (!is_ascii(message.text)) line += "\xEF\xBB\xBF";
  return cut(line + message.text, longest);
}

std::string to_local_syslog(const Message& message, Facility facility, int process, const std::string& local_time) {
  return cut(priority(message.news, facility) + local_time + " flowvet[" + std::to_string(process) + "]: " + message.text, longest_syslog);
}

}  // namespace flowvet::agent::telling
