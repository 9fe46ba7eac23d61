// Which ports of a range are checked. A range of thousands is sampled: a firewall that opens it opens it whole, and the sample
// holds the ports where services really sit, so the answer is nearly as good for a thousandth of the packets.
#pragma once

#include "flowvet/base/ports.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace flowvet::plan {

struct PortSample {
  std::vector<std::uint16_t> ports;  ///< each once, in documented order
  std::uint32_t documented = 0;      ///< how many distinct ports the ranges hold

  [[nodiscard]] bool is_partial() const { return ports.size() < documented; }
};

/// Ranges up to whole_range_limit whole, larger ones sampled unless `all_ports` is set.
PortSample sample_ports(std::span<const PortRange> ranges, bool all_ports);

}  // namespace flowvet::plan
