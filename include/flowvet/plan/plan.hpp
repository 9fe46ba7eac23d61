// Every check that will be made and every flow that will not, with the reason. Pure: no network, no clock.
// Catalog + Site -> make_plan() -> Plan -> probe::run().
#pragma once

#include "flowvet/base/problem.hpp"
#include "flowvet/base/secret.hpp"
#include "flowvet/catalog/catalog.hpp"
#include "flowvet/plan/responder.hpp"
#include "flowvet/plan/service.hpp"
#include "flowvet/site/site.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace flowvet::plan {

/// Ports that only the run will know: those that the endpoint mapper of the same host names.
struct MappedPorts {
  std::size_t mapper = 0;                ///< index into Plan::probes: the one that asks the mapper; it goes to the same host
  std::vector<PortRange> documented;     ///< what firewalls are told to let through
  std::vector<std::uint16_t> otherwise;  ///< checked where the mapper names none

  friend bool operator==(const MappedPorts&, const MappedPorts&) = default;
};

/// One thing to do on the network. Flows that need the same thing share one probe.
struct Probe {
  std::string host;  ///< name or address, as the user wrote it
  std::string server_name;  ///< the name that TLS and HTTP ask for; empty: `host`
  catalog::Transport transport = catalog::Transport::tcp;
  std::uint16_t port = 0;  ///< 0 for ICMP and for mapped ports
  std::string service;     ///< the handshake, or empty: then a connection is all that can be shown
  Replies replies = Replies::never;
  Answers answers = Answers::as_asked;
  std::chrono::milliseconds patience{};  ///< of the handshake
  std::chrono::milliseconds timeout{};   ///< to connect, or to have a datagram answered
  std::optional<int> attempts;           ///< one after the other, each with the whole timeout; nullopt: as many as the path's loss asks for
  std::optional<Proxy> proxy;            ///< TCP only: asked for a tunnel to host and port, whose name it resolves itself
  std::optional<MappedPorts> mapped;     ///< set: these ports instead of `port`
  bool once = false;                     ///< the service punishes repeated connections: one a run at each address and port
  bool public_certificate = false;       ///< the host shows certificates of public authorities only: another issuer is somebody on the way
  SharedSecret secret{};                 ///< null unless the site gives one and the handshake takes one
  bool record = false;                   ///< keep what is said: probe::Attempt::transcript
  Asks asks = Asks::never;               ///< for a responder, which Plan::token is shared with
  Way way = Way::forward;                ///< reverse: `port` is this host's own, and the responder at `host` is asked to call it
  bool fills_packets = false;            ///< the service sends datagrams as large as the path carries
};

/// One flow's interest in one probe.
struct Check {
  std::size_t probe = 0;  ///< index into Plan::probes
  RoleId to;              ///< the role that the host plays in this check
  site::Expect expect = site::Expect::serve;
  site::Expect named = site::Expect::serve;  ///< of mapped ports that the mapper names: they are in use now, even those "on demand"
  std::optional<catalog::Unproven> unproven = std::nullopt;  ///< why no handshake is documented; unset where one is, made or not
};

/// How a flow's need counts in this run, after features and overrides.
enum class Weight : std::uint8_t { required, optional };

/// A flow with at least one check. Copies what later stages need, so that they need no catalog.
struct PlannedFlow {
  FlowId id;
  Weight weight = Weight::required;
  catalog::Match match = catalog::Match::all;
  std::vector<catalog::Transport> fallback;
  catalog::Direction direction = catalog::Direction::forward;
  catalog::Listens listens = catalog::Listens::always;
  bool sampled = false;  ///< a range of which only some ports are checked
  bool loopback_only = false;  ///< must be served on the loopback address of its own host, and be closed on every other
  catalog::Text purpose;
  std::vector<RoleId> from;
  std::vector<RoleId> to;
  std::vector<catalog::Source> sources;
  std::string doubt;
  std::string note;  ///< what the reader must know: which ports of a range are sampled, which feature decides the need
  std::vector<Check> checks;
};

enum class SkipReason : std::uint8_t {
  no_host,       ///< the site names no host for the destination role
  feature_off,   ///< the site switches off a feature that the flow depends on
  overridden,    ///< the site leaves this flow out
  random_port,   ///< the port is chosen at random by the service
  loopback_only, ///< the listener is bound to the loopback address of its own host
  no_port,       ///< the paper gives no port
  broadcast,     ///< reaches its destination by broadcast
  dhcp_option,   ///< the printed numbers are DHCP options, not ports
  heartbeat,     ///< a probe could be taken for a peer's heartbeat and disturb a cluster
  no_contact,    ///< another host begins it, and nothing documented leads to that host by which its responder could be asked to
};

struct SkippedFlow {
  FlowId id;
  SkipReason reason = SkipReason::no_host;
  std::string text;  ///< one plain sentence: what is missing and how to supply it
};

struct Plan {
  RoleId role;
  std::string role_name;
  std::string site;
  SharedSecret token{};  ///< shared with the responders of this site; null: none is asked for
  std::vector<Probe> probes;
  /// Indices into `probes`: connections to ports on which nothing can listen, two for each host with a TCP check. No flow has them.
  std::vector<std::size_t> controls;
  std::vector<PlannedFlow> flows;
  std::vector<SkippedFlow> skipped;
  std::vector<catalog::Outcome> outcomes;
};

/// What a user may set for a whole run. Defaults are those of the command line.
struct PlanOptions {
  std::chrono::milliseconds timeout{900};  ///< no network that carries HDX takes so long to answer, and a check still ends within a second
  std::optional<int> attempts;             ///< nullopt: as many as the loss on each path asks for
  bool all_ports = false;                   ///< every port of a range instead of a sample
  site::Expect expect = site::Expect::serve;
  std::vector<std::string> only_flows;      ///< flow ids or their leading parts; empty: all
  bool connect_only = false;                ///< no handshakes
  bool controls = true;                     ///< also connect to ports on which nothing can listen
  bool gentle = false;                      ///< no handshake that a service may log as a failure (Care::noticed)
  SharedSecret token{};                     ///< null: no responder is asked for
  bool both_ways = false;                   ///< also check by call-backs what other hosts begin; needs the token
};

/// A range larger than this is sampled unless PlanOptions::all_ports is set.
inline constexpr std::uint32_t whole_range_limit = 64;

/// A problem is returned for an unknown or unplayable role and for a plan without a single check.
Result<Plan> make_plan(const catalog::Catalog& catalog, const site::Site& site, std::string_view role, std::span<const Service> services,
                       const PlanOptions& options);

}  // namespace flowvet::plan

namespace flowvet::base {
template <>
inline constexpr std::array word_table<plan::Weight>{Word{plan::Weight::required, "required"}, Word{plan::Weight::optional, "optional"}};
template <>
inline constexpr std::array word_table<plan::SkipReason>{
    Word{plan::SkipReason::no_host, "no-host"},         Word{plan::SkipReason::feature_off, "feature-off"},
    Word{plan::SkipReason::overridden, "overridden"},   Word{plan::SkipReason::random_port, "random-port"},
    Word{plan::SkipReason::loopback_only, "loopback-only"}, Word{plan::SkipReason::no_port, "no-port"},
    Word{plan::SkipReason::broadcast, "broadcast"},     Word{plan::SkipReason::dhcp_option, "dhcp-option"},
    Word{plan::SkipReason::heartbeat, "heartbeat"},
    Word{plan::SkipReason::no_contact, "no-contact"}};
}  // namespace flowvet::base
