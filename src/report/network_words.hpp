// The host's own network in a text report.
#pragma once

#include "flowvet/report/report.hpp"

#include <string>
#include <vector>

namespace flowvet::report {

/// What a reader has to know, one text a line; with `all` also every way, name server and setting. Empty where there is nothing.
std::vector<std::string> network_in_words(const Report& report, bool all);

/// "through 10.1.0.1 on eth0 from 10.1.0.7, a VPN or tunnel (tun)", or why there is no way.
std::string way_in_words(const probe::Way& way);

/// What the name servers said about the hosts of one flow, and the ways to their addresses; lines as `explain` has them.
std::string explain_network(const Report& report, const FlowReport& flow, std::size_t columns);

}  // namespace flowvet::report
