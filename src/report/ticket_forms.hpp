// The writers that ticket_forms.cpp lists.
#pragma once

#include "flowvet/report/ticket.hpp"

namespace flowvet::report {

void write_ticket_text(const Report& report, const std::vector<TicketLine>& ticket, std::ostream& out);
void write_ticket_markdown(const Report& report, const std::vector<TicketLine>& ticket, std::ostream& out);
void write_ticket_csv(const Report& report, const std::vector<TicketLine>& ticket, std::ostream& out);

}  // namespace flowvet::report
