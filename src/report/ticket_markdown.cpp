// A ticket for systems that take Markdown: one table an addressee.
#include "report/evidence_words.hpp"
#include "report/layout.hpp"
#include "report/ticket_forms.hpp"
#include "report/ticket_words.hpp"

namespace flowvet::report {
namespace {

/// A bar would end the cell, and what looks like markup or a tag would become one.
std::string cell(std::string_view text) {
  std::string escaped;
  for (const char c : whole_text(text)) {
    if (std::string_view("|\\`*_[]<>#&~").find(c) != std::string_view::npos) escaped += '\\';
    escaped += c;
  }
  return escaped;
}

void write_row(const TicketLine& line, std::ostream& out) {
  out << "| " << request_of(line) << " | " << cell(line.source) << " | " << cell(destination_of(line)) << " | " << service_of(line) << " | "
      << direction_of(line) << " | " << to_word(line.weight) << " | " << cell(line.purpose.en) << " | "
      << cell(sources_in_words(line.sources)) << " | " << cell(line.flow.text) << " | " << cell(line.seen) << " | " << cell(line.next_step)
      << " |\n";
}

}  // namespace

void write_ticket_markdown(const Report& report, const std::vector<TicketLine>& ticket, std::ostream& out) {
  out << "# " << cell(origin_of(report)) << "\n";
  if (ticket.empty()) out << "\nNothing to ask for: no flow failed.\n";
  for (std::size_t i = 0; i < ticket.size(); ++i) {
    if (i == 0 || ticket[i].addressee != ticket[i - 1].addressee)
      out << "\n## " << heading_of(ticket[i].addressee)
          << "\n\n| request | source | destination | service | direction | need | purpose | printed in | flow | seen | next step |\n"
             "|---|---|---|---|---|---|---|---|---|---|---|\n";
    write_row(ticket[i], out);
  }
}

}  // namespace flowvet::report
