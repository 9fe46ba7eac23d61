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

/// Makes probes and remembers them by all that they say. `services` must outlive it.
class ProbeTable {
 public:
  explicit ProbeTable(std::span<const Service> services) : services_(services) {}

  /// The index of each port's probe, new or known. `wanted.port` and what the handshake decides are filled in here, and a secret that it
  /// has no use for is taken out.
  /// Throws std::logic_error for a service that does not exist: the catalog was not checked.
  std::vector<std::size_t> add(Probe wanted, std::span<const std::uint16_t> ports);

  /// The same for a probe whose ports the endpoint mapper names; `wanted.mapped->mapper` is filled in by take().
  std::size_t add_mapped(Probe wanted);

  /// All probes. Where none asks the endpoint mapper of a host whose ports it shall name, that one is added.
  std::vector<Probe> take();

 private:
  [[nodiscard]] std::size_t mapper_for(const Probe& probe);

  using Series = std::unordered_map<std::uint16_t, std::size_t>;  ///< probes that differ in nothing but the port

  std::span<const Service> services_;
  std::vector<Probe> probes_;
  std::unordered_map<std::string, Series> series_;
};

}  // namespace flowvet::plan
