// What the benchmarks share: plans for given targets, the process's memory, and a figure with the bound that it is held against.
#pragma once

#include "flowvet/probe/run.hpp"

#include <chrono>
#include <cstddef>
#include <string>

namespace flowvet::bench {

/// One probe for each port of `host`, without a handshake.
plan::Plan port_plan(const std::string& host, std::uint16_t first, std::uint16_t last, std::chrono::milliseconds timeout, int attempts);

/// Seconds that `work` takes.
double seconds(const auto& work) {
  const auto began = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
}

/// Resident memory now, and the most there ever was, in bytes.
std::size_t resident_bytes();
std::size_t peak_resident_bytes();

/// Prints "name: value unit (wanted: at least/at most bound)" and returns whether the bound holds.
bool at_least(const std::string& name, double value, double bound, const std::string& unit = "");
bool at_most(const std::string& name, double value, double bound, const std::string& unit = "");

}  // namespace flowvet::bench
