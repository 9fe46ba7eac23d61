// Memory is read from /proc: what the kernel counts is what a user sees.
#include "bench/bench.hpp"

#include <cstdio>
#include <fstream>

namespace flowvet::bench {

namespace {

std::size_t status_kilobytes(const std::string& key) {
  std::ifstream status("/proc/self/status");
  for (std::string word; status >> word;)
    if (std::size_t value = 0; word == key && status >> value) return value * 1024;
  return 0;
}

bool show(const std::string& name, double value, double bound, const std::string& unit, const char* relation, bool holds) {
  std::printf("%-58s %10.3f %-8s (%s %.3f)%s\n", name.c_str(), value, unit.c_str(), relation, bound, holds ? "" : "  MISSED");
  return holds;
}

}  // namespace

plan::Plan port_plan(const std::string& host, std::uint16_t first, std::uint16_t last, std::chrono::milliseconds timeout, int attempts) {
  plan::Plan plan;
  for (std::uint32_t port = first; port <= last; ++port) {
    plan::Probe probe;
    probe.host = host;
    probe.port = static_cast<std::uint16_t>(port);
    probe.timeout = timeout;
    probe.attempts = attempts;
    plan.probes.push_back(std::move(probe));
  }
  return plan;
}

std::size_t resident_bytes() { return status_kilobytes("VmRSS:"); }
std::size_t peak_resident_bytes() { return status_kilobytes("VmHWM:"); }

bool at_least(const std::string& name, double value, double bound, const std::string& unit) {
  return show(name, value, bound, unit, "wanted: at least", value >= bound);
}
bool at_most(const std::string& name, double value, double bound, const std::string& unit) {
  return show(name, value, bound, unit, "wanted: at most", value <= bound);
}

}  // namespace flowvet::bench
