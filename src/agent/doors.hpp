// How the agent is looked at from outside, as the configuration says it. Defaults are safe on any host: loopback only, no targets but
// those that the jobs check anyway.
#pragma once

#include "base/json_node.hpp"
#include "flowvet/base/address.hpp"
#include "flowvet/base/secret.hpp"
#include "report/prometheus.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace flowvet::agent {

/// What /probe may be asked for besides the hosts of the jobs.
struct ProbeTarget {
  std::string name;  ///< a host as it must be asked for, or "*.corp.example" for every name below; empty where `network` is set
  std::optional<Network> network;  ///< targets that are addresses in it; names are not resolved for this

  /// Whether this host may be asked for, by name or address. Case is ignored.
  [[nodiscard]] bool covers(std::string_view host) const;

  friend bool operator==(const ProbeTarget&, const ProbeTarget&) = default;
};

/// Files in PEM.
struct TlsFiles {
  std::filesystem::path certificate;  ///< the chain, the agent's own first
  std::filesystem::path key;
  std::filesystem::path client_authority;  ///< who signs the certificates that clients must show; empty: none is asked for

  friend bool operator==(const TlsFiles&, const TlsFiles&) = default;
};

struct Doors {
  bool open = true;
  IpAddress address{Family::v4, {127, 0, 0, 1}, 0};
  std::uint16_t port = 9420;  ///< 0: one of the system's choice
  SharedSecret token;         ///< what clients must show; null: none is asked for
  std::optional<TlsFiles> tls;
  std::filesystem::path textfile;  ///< written after each run, for node_exporter; empty: none
  report::MetricsLevel metrics = report::MetricsLevel::outcomes;
  std::vector<ProbeTarget> probe_targets;
};

/// Whether both lead to the same place under the same conditions, so that a door that is open may stay.
bool same_door(const Doors& a, const Doors& b);

/// From the keys listen, token, tls, textfile, metrics and probe_targets of a configuration. Paths begin at `folder`. A problem is a door
/// beyond loopback that anybody could use.
Doors read_doors(const JsonObject& object, const std::filesystem::path& folder);

}  // namespace flowvet::agent
