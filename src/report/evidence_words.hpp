// Raw evidence in words: what was seen, never why. The text report, `explain` and later writers all say it the same way.
#pragma once

#include "flowvet/report/report.hpp"

#include <string>
#include <string_view>

namespace flowvet::report {

/// "connection refused", "no answer within the time allowed": an error without its number.
std::string_view error_in_words(probe::ErrorKind kind);

/// How one attempt ended, one sentence without a full stop. Text of the peer is escaped.
std::string attempt_in_words(const probe::Attempt& attempt, catalog::Transport transport);

/// What was seen over all attempts of a check, e.g. "silent in 3 attempts". Text of the peer is escaped.
std::string check_in_words(const CheckReport& check);

/// Why a check that made no request made none, without a full stop: "its receiver takes in what is sent and never answers".
std::string why_unproven_in_words(const CheckReport& check);

/// The cause of a check that is not a pass, one sentence; empty where none is determined.
std::string_view cause_in_words(const CheckReport& check);

/// "TCP", "UDP", "ICMP echo".
std::string_view transport_name(catalog::Transport transport);

/// "1494"; 0 stands for those that an endpoint mapper would have named.
std::string port_in_words(std::uint16_t port);

/// "TCP 1494", "ICMP echo".
std::string target_in_words(catalog::Transport transport, std::string_view ports);

/// The attempt that decided a check's verdict, or nullptr.
const probe::Attempt* deciding_attempt(const CheckReport& check);

/// Where a flow is printed: `en "Citrix Virtual Apps and Desktops" row 17`.
std::string source_in_words(const catalog::Source& source);

/// All of them with each section once: `"Citrix Virtual Apps and Desktops" row 17 (en), row 16 (ja)`.
std::string sources_in_words(const std::vector<catalog::Source>& sources);

}  // namespace flowvet::report
