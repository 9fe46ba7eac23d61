// `--tell-test`: one message through every channel, so that nobody has to break something to see whether telling works.
#pragma once

#include "agent/telling/channels.hpp"

#include <string>
#include <vector>

namespace flowvet::agent::telling {

struct Trial {
  std::string channel;  ///< its key
  Answer answer;
};

/// One attempt each, all at once; returns in the order of the channels, within their time limits.
std::vector<Trial> try_channels(const std::vector<SharedChannel>& channels, const std::string& host);

}  // namespace flowvet::agent::telling
