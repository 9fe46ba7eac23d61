// Where a run stood in the network: the ways its packets took, the name servers it could ask and what each of them said, proxy
// settings and the clock. Evidence for the reader, beside the checks; no verdict rests on it.
#pragma once

#include "flowvet/plan/plan.hpp"
#include "flowvet/probe/observation.hpp"
#include "flowvet/probe/run.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace flowvet::probe {

/// What kind of interface packets leave by.
enum class Link : std::uint8_t {
  ordinary,
  loopback,
  tun,        ///< a program in user space carries the packets on: OpenVPN, AnyConnect, GlobalProtect, ...
  wireguard,
  ppp,
  ipsec,      ///< an interface for IPsec (xfrm, vti); IPsec by policy alone uses ordinary ones and is not seen
  tunnel,     ///< IP in IP, GRE and the like
  unknown,    ///< the system does not say
};

/// How packets of this host leave for some of the addresses that were checked.
struct Way {
  std::string device;                ///< the interface's name; empty when there is none
  Link link = Link::unknown;
  std::optional<IpAddress> source;   ///< our address towards them
  std::optional<IpAddress> gateway;  ///< nullopt: on the link itself
  std::uint32_t mtu = 0;             ///< bytes, 0 when unknown
  ErrorKind error = ErrorKind::none; ///< why there is no way
  std::vector<IpAddress> to;

  friend bool operator==(const Way&, const Way&) = default;
};

enum class DnsType : std::uint8_t { a, aaaa, ptr };

/// What became of one question to one name server.
enum class DnsStatus : std::uint8_t {
  answered,      ///< with at least one record of the type
  no_data,       ///< the name exists, without such a record
  no_such_name,  ///< NXDOMAIN
  failed,        ///< another response code: SERVFAIL, REFUSED, ...
  silent,        ///< nothing came back in any attempt
  unreachable,   ///< ICMP, no route or another error; DnsAnswer::error says which
  not_waited,    ///< the run was over before an answer was due
};

struct DnsAnswer {
  DnsType type = DnsType::a;
  std::string asked;                  ///< a name without its final dot, or an address for `ptr`
  std::string for_host;               ///< the plan's host that stands behind the question; empty for `ptr` and for confirmations
  DnsStatus status = DnsStatus::not_waited;
  std::uint8_t rcode = 0;             ///< RFC 1035 section 4.1.1
  std::string canonical;              ///< the name at the end of the aliases; a peer's text
  std::vector<IpAddress> addresses;
  std::vector<std::string> names;     ///< of `ptr`; a peer's text
  ErrorKind error = ErrorKind::none;
  bool over_tcp = false;              ///< the answer over UDP was cut short
  std::chrono::microseconds took{};
};

/// Who named this server.
enum class ServerSource : std::uint8_t {
  system,            ///< the system's own configuration, /etc/resolv.conf on Linux
  systemd_resolved,  ///< the servers behind systemd-resolved's local stub
};

struct NameServer {
  IpAddress address;
  ServerSource from = ServerSource::system;
  std::vector<DnsAnswer> answers;
};

/// A host of the plan that this host's own hosts file names.
struct HostsEntry {
  std::string host;
  std::vector<IpAddress> addresses;

  friend bool operator==(const HostsEntry&, const HostsEntry&) = default;
};

/// A setting that programs of this host may follow; this one does not, unless told to.
struct ProxySetting {
  std::string where;  ///< "environment", "/etc/environment", "WinINET of this user"
  std::string name;   ///< "https_proxy"
  std::string value;  ///< without credentials

  friend bool operator==(const ProxySetting&, const ProxySetting&) = default;
};

struct NetworkIdentity {
  std::vector<Way> ways;
  std::vector<NameServer> servers;
  bool servers_asked = false;          ///< false in gentle runs, and where no name or address of the plan is worth a question
  std::size_t hosts_left_out = 0;      ///< of plans with very many: nobody was asked about them
  std::vector<std::string> cloud_names;  ///< hosts in the vendor's cloud: their addresses may differ from one answer to the next
  std::vector<HostsEntry> hosts_file;
  std::vector<ProxySetting> proxies;
  std::optional<bool> clock_synchronised;  ///< as the kernel regards its clock; nullopt where it does not say
};

/// Asks the name servers beside a run, on a thread of its own. Asks nobody else, and nobody about loopback addresses.
class Identification {
 public:
  /// Begins at once. `plan` and `options` must outlive it.
  Identification(const plan::Plan& plan, const RunOptions& options);
  Identification(const Identification&) = delete;
  Identification& operator=(const Identification&) = delete;
  ~Identification();

  /// Adds the ways to what was observed, and returns what is known by the time the run is over: waits no longer than until a second
  /// after the beginning, and not at all when `cut`. To be called once.
  NetworkIdentity finish(const Observations& observations, bool cut);

 private:
  struct Asking;
  std::unique_ptr<Asking> asking_;
};

/// What this host has to say of itself without asking anybody: name servers, proxy settings, and the ways to anywhere.
NetworkIdentity identify_host();

}  // namespace flowvet::probe

namespace flowvet::base {
template <>
inline constexpr std::array word_table<probe::Link>{
    Word{probe::Link::ordinary, "ordinary"}, Word{probe::Link::loopback, "loopback"}, Word{probe::Link::tun, "tun"},
    Word{probe::Link::wireguard, "wireguard"}, Word{probe::Link::ppp, "ppp"},         Word{probe::Link::ipsec, "ipsec"},
    Word{probe::Link::tunnel, "tunnel"},     Word{probe::Link::unknown, "unknown"}};
template <>
inline constexpr std::array word_table<probe::DnsType>{Word{probe::DnsType::a, "A"}, Word{probe::DnsType::aaaa, "AAAA"},
                                                       Word{probe::DnsType::ptr, "PTR"}};
template <>
inline constexpr std::array word_table<probe::DnsStatus>{
    Word{probe::DnsStatus::answered, "answered"},         Word{probe::DnsStatus::no_data, "no-data"},
    Word{probe::DnsStatus::no_such_name, "no-such-name"}, Word{probe::DnsStatus::failed, "failed"},
    Word{probe::DnsStatus::silent, "silent"},             Word{probe::DnsStatus::unreachable, "unreachable"},
    Word{probe::DnsStatus::not_waited, "not-waited"}};
template <>
inline constexpr std::array word_table<probe::ServerSource>{Word{probe::ServerSource::system, "system"},
                                                            Word{probe::ServerSource::systemd_resolved, "systemd-resolved"}};
}  // namespace flowvet::base
