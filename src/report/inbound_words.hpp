// A check of this host's own state in words: who listens, who could reach it, and what the packet filter does.
#pragma once

#include "flowvet/report/report.hpp"

#include <string>
#include <string_view>

namespace flowvet::report {

/// "listens on 0.0.0.0 (nginx (process 812)); the firewall lets it in (inet filter input, handle 7)".
std::string inbound_in_words(const CheckReport& check);

/// Why it is not a pass, and what to do; empty for a pass.
std::string_view inbound_cause(const CheckReport& check);
std::string_view inbound_next_step(const CheckReport& check);

/// What it shows and what it does not.
struct InboundProof {
  std::string_view shown;
  std::string_view not_shown;
};
InboundProof inbound_proof(const CheckReport& check);

}  // namespace flowvet::report
