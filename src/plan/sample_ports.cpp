// The samples: the dynamic RPC range where Windows puts its services, any other range at its edges and its middle.
#include "plan/sample_ports.hpp"

#include "flowvet/plan/plan.hpp"

#include <array>
#include <bitset>
#include <limits>

namespace flowvet::plan {
namespace {

/// Windows' and IANA's dynamic range (RFC 6335), from which RPC services take their ports.
constexpr PortRange dynamic_range{49152, 65535};

/// 49152-49155: the first free ports, where Samba and Windows up to Server 2012 R2 put their services at start.
/// 49664-49669: where later Windows puts wininit, the event log, the scheduler, lsass, the spooler and services.
/// Then the middle and the last port, to see a range that is only partly open.
constexpr std::array<std::uint16_t, 12> dynamic_sample{49152, 49153, 49154, 49155, 49664, 49665, 49666, 49667, 49668, 49669, 57344, 65535};

/// Keeps each port once and counts what the ranges hold, however they overlap.
class PortSet {
 public:
  bool add(std::uint16_t port) {
    if (seen_.test(port)) return false;
    seen_.set(port);
    return true;
  }

 private:
  std::bitset<std::numeric_limits<std::uint16_t>::max() + std::size_t{1}> seen_;
};

std::uint32_t count_distinct(std::span<const PortRange> ranges) {
  PortSet seen;
  std::uint32_t count = 0;
  for (const auto& range : ranges)
    for (std::uint32_t port = range.first; port <= range.last; ++port) count += seen.add(static_cast<std::uint16_t>(port)) ? 1U : 0U;
  return count;
}

std::vector<std::uint16_t> whole(const PortRange& range) {
  std::vector<std::uint16_t> ports;
  ports.reserve(range.size());
  for (std::uint32_t port = range.first; port <= range.last; ++port) ports.push_back(static_cast<std::uint16_t>(port));
  return ports;
}

std::vector<std::uint16_t> sample(const PortRange& range) {
  if (range == dynamic_range) return {dynamic_sample.begin(), dynamic_sample.end()};
  const auto middle = static_cast<std::uint16_t>(range.first + range.size() / 2);
  return {range.first, static_cast<std::uint16_t>(range.first + 1), middle, range.last};
}

}  // namespace

PortSample sample_ports(std::span<const PortRange> ranges, bool all_ports) {
  PortSample result;
  PortSet chosen;
  for (const auto& range : ranges)
    for (const auto port : all_ports || range.size() <= whole_range_limit ? whole(range) : sample(range))
      if (chosen.add(port)) result.ports.push_back(port);
  result.documented = count_distinct(ranges);
  return result;
}

}  // namespace flowvet::plan
