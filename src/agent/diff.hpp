// What changed between two runs: what broke, what healed, what fails differently. Pure.
#pragma once

#include "agent/record.hpp"

#include <array>
#include <optional>
#include <string>
#include <vector>

namespace flowvet::agent {

enum class Change : std::uint8_t {
  broke,     ///< fails now and did not
  worse,     ///< works less well, or can no longer be told
  changed,   ///< the verdict stays and what it rests on does not: cause, outcome or destinations; or it failed and can no longer be told
  better,    ///< works better, or can be told now
  healed,    ///< works again
  appeared,  ///< is checked now and was not
  gone,      ///< is no longer checked
};

/// A flow, as far as a comparison goes.
struct FlowState {
  plan::Weight need = plan::Weight::required;
  Finding finding;
  std::vector<std::string> troubles;  ///< what did not pass, "ddc02 (10.1.2.2) TCP 80: silent"; text of the site: escape on output

  friend bool operator==(const FlowState&, const FlowState&) = default;
};

struct FlowChange {
  FlowId id;
  Change change = Change::changed;
  std::optional<FlowState> was;
  std::optional<FlowState> is;
};

struct OutcomeChange {
  std::string id;
  catalog::Text title;
  Change change = Change::changed;
  std::optional<judge::Verdict> was;
  std::optional<judge::Verdict> is;
};

struct Difference {
  RunHead a;
  RunHead b;
  std::vector<OutcomeChange> outcomes;  ///< only those that changed, the worst first
  std::vector<FlowChange> flows;        ///< the same
  std::size_t same = 0;                 ///< flows that did not change
};

/// From `a` to `b`. Flows that one of the runs did not get to, because it was cut, are left out: nothing is known of a change.
Difference compare(const RunRecord& a, const RunRecord& b);

/// Whether a required flow broke or works less well.
bool is_worse(const Difference& difference);

}  // namespace flowvet::agent

namespace flowvet::base {
template <>
inline constexpr std::array word_table<agent::Change>{Word{agent::Change::broke, "broke"},     Word{agent::Change::worse, "worse"},
                                                      Word{agent::Change::changed, "changed"}, Word{agent::Change::better, "better"},
                                                      Word{agent::Change::healed, "healed"},   Word{agent::Change::appeared, "appeared"},
                                                      Word{agent::Change::gone, "gone"}};
}  // namespace flowvet::base
