// When, in which direction, and what: a line for each message and a dump of its bytes.
#include "report/transcript_text.hpp"

#include "report/evidence_words.hpp"
#include "report/icmp_words.hpp"
#include "report/hex.hpp"
#include "report/layout.hpp"
#include "report/time_text.hpp"

namespace flowvet::report {
namespace {

// Half a screen: what a protocol says of itself stands at the beginning. The JSON report has the rest.
constexpr std::size_t bytes_shown = 512;
constexpr std::string_view line_indent = "    ";
constexpr std::string_view dump_indent = "      ";

std::string event_text(const probe::Message& message, const probe::Attempt& attempt) {
  using enum probe::Message::Kind;
  switch (message.kind) {
    case sent:
      return "sent " + counted(message.bytes.size(), "byte");
    case received:
      return "received " + counted(message.bytes.size(), "byte");
    case tls:
      return "TLS from here on, plain text shown: " + whole_text(message.text);
    case ended:
      break;
  }
  return "ended: " + std::string{error_in_words(message.error)} + (attempt.icmp ? "; " + icmp_in_words(*attempt.icmp) : std::string{});
}

}  // namespace

std::string transcript_text(const probe::Attempt& attempt) {
  std::string text;
  for (const auto& message : attempt.transcript)
    text += std::string{line_indent} + round_trip_text(message.at) + "  " + event_text(message, attempt) + "\n" +
            hex_dump(message.bytes, dump_indent, bytes_shown);
  return text;
}

}  // namespace flowvet::report
