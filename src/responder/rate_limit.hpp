// How often one source, and all together, may be answered. Only messages with the right tag are counted, so a stranger who forges a
// client's address takes nothing from it.
#pragma once

#include "flowvet/base/address.hpp"
#include "responder/bounded_map.hpp"

#include <chrono>

namespace flowvet::responder {

using SteadyTime = std::chrono::steady_clock::time_point;

/// Tokens drop in at `rate` a second, at most `burst` of them.
struct Rate {
  double rate = 0;
  double burst = 0;
};

class RateLimit {
 public:
  RateLimit(Rate each, Rate total, std::size_t most_sources = 4096) : each_(each), total_(total), sources_(most_sources) {}

  /// Whether this source may go on now; takes one token of both if so.
  bool admit(const IpAddress& source, SteadyTime now);

 private:
  struct Bucket {
    double missing = 0;  ///< tokens below the burst
    SteadyTime at{};
  };
  struct Hash {
    std::size_t operator()(const IpAddress& address) const { return boost::hash_range(address.bytes.begin(), address.bytes.end()); }
  };
  static void refill(Bucket& bucket, Rate rate, SteadyTime now);

  Rate each_;
  Rate total_;
  Bucket all_;
  BoundedMap<IpAddress, Bucket, Hash> sources_;
};

}  // namespace flowvet::responder
