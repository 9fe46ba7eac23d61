// What a run's network identity means for the reader: name servers that differ, stale PTR records, a hosts file that overrides, a VPN.
// Nothing here fails a flow.
#pragma once

#include "flowvet/report/report.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace flowvet::report {

struct NetworkFinding {
  enum class Kind : std::uint8_t {
    server_silent,  ///< a name server answers nothing, or not this question
    server_fails,   ///< it answers with an error
    servers_differ,
    hosts_file,       ///< says something else than the name servers
    system_differs,   ///< the system's resolver found something else than any name server, or nothing
    reverse_differs,  ///< an address has a name that does not lead back to it
    vpn,
    proxy_set,
  };
  Kind kind = Kind::server_silent;
  std::string text;  ///< whole sentences; what peers said in it is escaped
};

/// Each once, those about the same thing joined. Empty without a network identity.
std::vector<NetworkFinding> network_findings(const Report& report);

/// Whether it belongs among the report's warnings; a VPN or a proxy setting is only worth knowing.
bool is_warning(NetworkFinding::Kind kind);

/// This host's clock against the best one that answered.
struct ClockEstimate {
  std::chrono::milliseconds offset{};     ///< ours minus theirs
  std::chrono::milliseconds precision{};  ///< by how much that can be wrong at most
  std::string host;                       ///< whose clock; a label, escaped
};
std::optional<ClockEstimate> clock_estimate(const Report& report);

}  // namespace flowvet::report

namespace flowvet::base {
template <>
inline constexpr std::array word_table<report::NetworkFinding::Kind>{Word{report::NetworkFinding::Kind::server_silent, "server-silent"},
                                                                     Word{report::NetworkFinding::Kind::server_fails, "server-fails"},
                                                                     Word{report::NetworkFinding::Kind::servers_differ, "servers-differ"},
                                                                     Word{report::NetworkFinding::Kind::hosts_file, "hosts-file"},
                                                                     Word{report::NetworkFinding::Kind::system_differs, "system-differs"},
                                                                     Word{report::NetworkFinding::Kind::reverse_differs, "reverse-differs"},
                                                                     Word{report::NetworkFinding::Kind::vpn, "vpn"},
                                                                     Word{report::NetworkFinding::Kind::proxy_set, "proxy-set"}};
}  // namespace flowvet::base
