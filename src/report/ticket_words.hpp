// The words that every form of a ticket uses.
#pragma once

#include "flowvet/report/ticket.hpp"

#include <string>
#include <string_view>

namespace flowvet::report {

/// "For the network team: firewalls, routers and proxies on the way".
std::string_view heading_of(Addressee addressee);

/// What is asked for: "allow", "block" or, of those who run no network, "mend".
std::string_view request_of(const TicketLine& line);

/// "ddc01 (10.1.2.3)"; the address alone where the site names no other; with the proxy that the check went through, if any.
std::string destination_of(const TicketLine& line);

/// "TCP 80, 443", "ICMP echo".
std::string service_of(const TicketLine& line);

/// "outbound", or "both ways" where the paper has the flow in both directions.
std::string_view direction_of(const TicketLine& line);

/// "vda on vda01, site tokyo, 2026-01-31 02:03:04 UTC, flowvet 0.1.0".
std::string origin_of(const Report& report);

}  // namespace flowvet::report
