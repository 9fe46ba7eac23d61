// What this host can do for a run: the facts behind `flowvet doctor`.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace flowvet::probe {

struct HostFact {
  /// `limited`: a run works, with less evidence or more slowly. `bad`: some checks can only end as unknown.
  enum class Level : std::uint8_t { good, limited, bad };

  std::string id;     ///< stable, e.g. "ping"
  std::string title;  ///< "ICMP echo"
  Level level = Level::good;
  std::string text;  ///< what was found
  std::string hint;  ///< how to do better; empty when good
};

/// Looks at this host alone; sends nothing to anyone.
std::vector<HostFact> host_facts();

}  // namespace flowvet::probe
