// What `flowvet trace` is asked to follow: "1494/tcp", "53/udp" or "icmp".
#pragma once

#include "flowvet/base/problem.hpp"
#include "flowvet/catalog/catalog.hpp"

#include <cstdint>
#include <string>

namespace flowvet::cli {

struct TraceTarget {
  catalog::Transport transport = catalog::Transport::tcp;
  std::uint16_t port = 0;  ///< 0 for ICMP

  friend bool operator==(const TraceTarget&, const TraceTarget&) = default;
};

/// A problem names what is wrong and how a target is written.
Result<TraceTarget> parse_trace_target(const std::string& text);

/// The service that the catalog documents on this UDP port, so that the packets are real requests; empty where it names none or
/// several.
std::string documented_service(const catalog::Catalog& catalog, std::uint16_t port);

}  // namespace flowvet::cli
