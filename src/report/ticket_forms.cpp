// Every form of a ticket: one file and one line here each. The first is the default.
#include "report/ticket_forms.hpp"

#include <array>

namespace flowvet::report {

std::span<const TicketFormat> ticket_formats() {
  static constexpr std::array table{
      TicketFormat{"text", "for a mail", write_ticket_text},
      TicketFormat{"markdown", "for a ticket system", write_ticket_markdown},
      TicketFormat{"csv", "for a spreadsheet", write_ticket_csv},
  };
  return table;
}

}  // namespace flowvet::report
