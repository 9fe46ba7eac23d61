// What became of the news so far, by kind of channel: for the metrics.
#pragma once

#include "flowvet/base/words.hpp"

#include <array>
#include <cstdint>
#include <map>

namespace flowvet::agent::telling {

enum class ChannelKind : std::uint8_t { webhook, syslog, command };

/// Counts since the agent started, and what waits now.
struct Tally {
  std::uint64_t delivered = 0;
  std::uint64_t failed_attempts = 0;
  std::uint64_t given_up = 0;
  std::uint64_t waiting = 0;
};

/// Only the kinds that are configured.
using Tallies = std::map<ChannelKind, Tally>;

}  // namespace flowvet::agent::telling

namespace flowvet::base {
template <>
inline constexpr std::array word_table<agent::telling::ChannelKind>{Word{agent::telling::ChannelKind::webhook, "webhook"},
                                                                    Word{agent::telling::ChannelKind::syslog, "syslog"},
                                                                    Word{agent::telling::ChannelKind::command, "command"}};
}  // namespace flowvet::base
