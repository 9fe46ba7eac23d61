// A ticket to paste into a mail: one line a request, below it what was seen and what to do.
#include "report/layout.hpp"
#include "report/evidence_words.hpp"
#include "report/ticket_forms.hpp"
#include "report/ticket_words.hpp"

namespace flowvet::report {
namespace {

void write_line(const TicketLine& line, std::ostream& out) {
  out << "  " << request_of(line) << "  " << whole_text(line.source) << " -> " << destination_of(line) << "  " << service_of(line) << "  "
      << direction_of(line) << "  " << whole_text(line.purpose.en);
  if (!line.sources.empty()) out << "  " << sources_in_words(line.sources);
  out << "\n         " << (line.weight == plan::Weight::optional ? "optional: " : "") << whole_text(line.flow.text) << ": "
      << whole_text(line.seen) << "\n";
  if (!line.next_step.empty()) out << "         " << whole_text(line.next_step) << "\n";
}

}  // namespace

void write_ticket_text(const Report& report, const std::vector<TicketLine>& ticket, std::ostream& out) {
  out << origin_of(report) << "\n";
  if (ticket.empty()) out << "\nNothing to ask for: no flow failed.\n";
  for (std::size_t i = 0; i < ticket.size(); ++i) {
    if (i == 0 || ticket[i].addressee != ticket[i - 1].addressee) out << "\n" << heading_of(ticket[i].addressee) << "\n";
    write_line(ticket[i], out);
  }
}

}  // namespace flowvet::report
