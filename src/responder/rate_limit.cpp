// Two token buckets an ask: its source's and everybody's. A source that was forgotten starts with a full one.
#include "responder/rate_limit.hpp"

#include <algorithm>

namespace flowvet::responder {

void RateLimit::refill(Bucket& bucket, Rate rate, SteadyTime now) {
  const std::chrono::duration<double> passed = now - bucket.at;
  bucket.missing = std::max(0.0, bucket.missing - passed.count() * rate.rate);
  bucket.at = now;
}

bool RateLimit::admit(const IpAddress& source, SteadyTime now) {
  auto& own = sources_[source];
  refill(own, each_, now);
  refill(all_, total_, now);
  if (own.missing + 1 > each_.burst || all_.missing + 1 > total_.burst) return false;
  ++own.missing;
  ++all_.missing;
  return true;
}

}  // namespace flowvet::responder
