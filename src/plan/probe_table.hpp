// The probes of a plan, each thing to do on the network once however many flows want it.
#pragma once

#include "flowvet/plan/plan.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

namespace flowvet::plan {

/// Makes probes and remembers them by host, server name, transport, port, service, timeout, attempts and proxy. `services` must
/// outlive it.
class ProbeTable {
 public:
  explicit ProbeTable(std::span<const Service> services) : services_(services) {}

  /// The index of each port's probe, new or known. `wanted.port`, `replies` and `patience` are filled in here.
  /// Throws std::logic_error for a service that does not exist: the catalog was not checked.
  std::vector<std::size_t> add(Probe wanted, std::span<const std::uint16_t> ports);

  std::vector<Probe> take() { return std::move(probes_); }

 private:
  using Series = std::unordered_map<std::uint16_t, std::size_t>;  ///< probes that differ in nothing but the port

  std::span<const Service> services_;
  std::vector<Probe> probes_;
  std::unordered_map<std::string, Series> series_;
};

}  // namespace flowvet::plan
