// Windows: not looked at yet, and said so.
#include "probe/os/host_state.hpp"

namespace flowvet::probe::os {

std::vector<Interface> interfaces() {
  return {};
}

std::vector<std::pair<catalog::Transport, std::uint16_t>> ports_of_v6_alone() {
  return {};
}

FilterRules filter_rules() {
  return {std::nullopt, "this build does not read the rules of Windows Defender Firewall"};
}

std::optional<std::pair<std::uint16_t, std::uint16_t>> source_ports() {
  return std::nullopt;
}

}  // namespace flowvet::probe::os
