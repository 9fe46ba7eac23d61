// What a received hop limit (IPv4's "time to live") says about its sender.
#pragma once

#include <cstdint>

namespace flowvet::base {

/// The value that a packet which arrived with `left` was sent with; every router on the way took one. Systems start at one of few
/// values: 64 (Linux, macOS, BSD), 128 (Windows) or 255 (many network devices).
constexpr std::uint8_t initial_hop_limit(std::uint8_t left) {
  if (left <= 64) return 64;
  return left <= 128 ? 128 : 255;
}

}  // namespace flowvet::base

namespace flowvet {
using namespace base;
}
