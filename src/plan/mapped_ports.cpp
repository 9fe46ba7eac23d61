// What tells a dynamic port from a fixed one.
#include "plan/mapped_ports.hpp"

#include <algorithm>

namespace flowvet::plan {

bool has_mapped_ports(const Lane& lane) {
  constexpr std::string_view rpc = "rpc";
  return lane.transport == catalog::Transport::tcp && lane.service == rpc &&
         std::ranges::any_of(lane.ports, [](const PortRange& range) { return range.size() > 1; });
}

}  // namespace flowvet::plan
