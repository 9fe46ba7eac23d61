// The same on every system.
#include "probe/os/network.hpp"

#include <algorithm>

namespace flowvet::probe::os {

void add_way(std::vector<Way>& ways, Way way) {
  const auto alike = std::ranges::find_if(ways, [&way](const Way& other) {
    return other.device == way.device && other.link == way.link && other.source == way.source && other.gateway == way.gateway &&
           other.error == way.error && other.to.front().family == way.to.front().family;
  });
  if (alike == ways.end())
    ways.push_back(std::move(way));
  else
    alike->to.insert(alike->to.end(), way.to.begin(), way.to.end());
}

}  // namespace flowvet::probe::os
