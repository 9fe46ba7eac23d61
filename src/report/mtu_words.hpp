// How large a packet gets through, in words.
#pragma once

#include "flowvet/judge/path_mtu.hpp"
#include "flowvet/report/report.hpp"

#include <string>

namespace flowvet::report {

/// What was measured for this check; nullopt where nothing was.
std::optional<judge::MtuFinding> mtu_of(const CheckReport& check);

/// "packets of 1400 bytes pass; 10.2.0.1 (hop 2) says that its next link carries no more".
std::string mtu_in_words(const judge::MtuFinding& finding);

/// "; " and those words where there is more to say than that everything this host can send gets through; else nothing.
std::string with_mtu(const CheckReport& check);

/// Whether large packets that get lost unsaid are why this check is degraded.
bool is_held_back_by_mtu(const CheckReport& check);

/// The cause, and the next step, of such a check.
inline constexpr std::string_view mtu_cause = "Large packets get lost on the way, and nobody tells their sender.";
inline constexpr std::string_view mtu_next_step =
    "Let ICMP \"fragmentation needed\" (IPv4 type 3 code 4) and \"packet too big\" (IPv6 type 2) through every firewall on the way, or "
    "let every link carry as large packets as this host sends. EDT copes where its MTU discovery is on (CTX231821).";

}  // namespace flowvet::report
