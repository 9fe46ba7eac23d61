// A trace in words: what the flow's own packets did, then how that compares.
#pragma once

#include "flowvet/judge/path.hpp"
#include "flowvet/report/report.hpp"

#include <string>

namespace flowvet::report {

/// What the path of this check means; nullopt when it was not traced.
std::optional<judge::PathFinding> path_of(const CheckReport& check);

/// "passes hop 2 (10.2.0.1), stops before hop 3; ICMP echo reaches the host at hop 4"; empty where the trace shows nothing.
std::string path_in_words(const judge::PathFinding& finding);

/// "; " and those words for a check that was followed and where they say something; else nothing.
std::string with_path(const CheckReport& check);

/// "ICMP echo", "TCP 443": what the flow was compared with.
std::string comparison_in_words(const judge::PathFinding& finding);

/// "10.2.0.1", or several for a hop at which a load balancer chooses; "" for a silent one.
std::string addresses_in_words(const judge::Hop& hop);

}  // namespace flowvet::report
