// Flows that must be closed, apart from the others: that they are is one thing, what closes them another. Pure.
#pragma once

#include "flowvet/report/report.hpp"

namespace flowvet::report {

/// What closes a flow. The same verdict, and not the same protection: a refusal needs no filter, a silence no service.
enum class ClosedBy : std::uint8_t {
  refused,   ///< the host, or something in its name, turns it away
  rejected,  ///< a device, a proxy or a filter of the host says that it does not let it through
  silent,    ///< nothing comes back
};

/// nullopt for a check that need not be closed or is not proven to be.
std::optional<ClosedBy> closed_by(const CheckReport& check);

/// What that means for whoever relies on it: one sentence.
std::string_view sentence(ClosedBy by);

/// Checks of flows that must be closed, each counted once.
struct ClosedSummary {
  std::size_t refused = 0, rejected = 0, silent = 0;
  std::size_t open = 0;     ///< a failure
  std::size_t unknown = 0;  ///< not proven to be closed
};

ClosedSummary count_closed(const Report& report);

bool must_be_closed(const CheckReport& check);

/// Whether any check of the flow must find it closed.
bool must_be_closed(const FlowReport& flow);

}  // namespace flowvet::report

namespace flowvet::base {
template <>
inline constexpr std::array word_table<report::ClosedBy>{Word{report::ClosedBy::refused, "refused"},
                                                         Word{report::ClosedBy::rejected, "rejected"},
                                                         Word{report::ClosedBy::silent, "silent"}};
}  // namespace flowvet::base
