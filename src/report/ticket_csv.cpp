// A ticket for spreadsheets and rule generators: one row a request, one value a cell.
#include "base/csv.hpp"
#include "report/evidence_words.hpp"
#include "report/layout.hpp"
#include "report/ticket_forms.hpp"
#include "report/ticket_words.hpp"

#include <array>

namespace flowvet::report {
namespace {

/// One column: its heading and what stands in it.
struct Column {
  std::string_view heading;
  std::string (*text)(const TicketLine& line);
};

constexpr std::array columns{
    Column{"for", [](const TicketLine& line) { return std::string{to_word(line.addressee)}; }},
    Column{"request", [](const TicketLine& line) { return std::string{request_of(line)}; }},
    Column{"source", [](const TicketLine& line) { return line.source; }},
    Column{"destination", [](const TicketLine& line) { return line.host; }},
    Column{"address", [](const TicketLine& line) { return line.address; }},
    Column{"via", [](const TicketLine& line) { return line.via; }},
    Column{"transport", [](const TicketLine& line) { return std::string{to_word(line.transport)}; }},
    Column{"ports", [](const TicketLine& line) { return line.ports; }},
    Column{"direction", [](const TicketLine& line) { return std::string{direction_of(line)}; }},
    Column{"need", [](const TicketLine& line) { return std::string{to_word(line.weight)}; }},
    Column{"flow", [](const TicketLine& line) { return line.flow.text; }},
    Column{"purpose_en", [](const TicketLine& line) { return line.purpose.en; }},
    Column{"purpose_ja", [](const TicketLine& line) { return line.purpose.ja; }},
    Column{"printed_in", [](const TicketLine& line) { return sources_in_words(line.sources); }},
    Column{"seen", [](const TicketLine& line) { return line.seen; }},
    Column{"cause", [](const TicketLine& line) { return std::string{to_word(line.cause)}; }},
    Column{"next_step", [](const TicketLine& line) { return line.next_step; }},
};

}  // namespace

void write_ticket_csv(const Report&, const std::vector<TicketLine>& ticket, std::ostream& out) {
  for (const auto& column : columns) out << (&column == columns.data() ? "" : ",") << base::csv_cell(column.heading);
  out << base::csv_line_end;
  for (const auto& line : ticket) {
    for (const auto& column : columns) out << (&column == columns.data() ? "" : ",") << base::csv_cell(whole_text(column.text(line)));
    out << base::csv_line_end;
  }
}

}  // namespace flowvet::report
