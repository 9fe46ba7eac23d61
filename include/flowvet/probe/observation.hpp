// What happened to a probe: raw evidence, kept to the end, without any opinion about it.
// The opinion is judge::classify(), one pure function.
#pragma once

#include "flowvet/base/address.hpp"
#include "flowvet/base/rpc_interface.hpp"
#include "flowvet/base/words.hpp"
#include "flowvet/catalog/catalog.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace flowvet::probe {

/// How far an attempt got.
enum class Stage : std::uint8_t {
  open,      ///< a socket was being made
  connect,   ///< TCP handshake under way, with the proxy where there is one, or a datagram sent
  proxy,     ///< connected to the proxy; its tunnel under way
  tls,       ///< connected; TLS handshake under way
  dialogue,  ///< connected; the service's own request and reply under way
  done,      ///< all that was to be done has been done
};

/// The operating system's error codes in one portable vocabulary.
enum class ErrorKind : std::uint8_t {
  none,
  timed_out,         ///< our own deadline
  refused,           ///< connection refused: RST, or ICMP port unreachable (then Attempt::icmp is set)
  reset,             ///< an established connection was reset
  closed,            ///< the peer closed before the dialogue was complete
  net_unreachable,
  host_unreachable,
  prohibited,        ///< EACCES as IPv6 reports ICMP administrative codes
  protocol_unreachable,
  too_big,           ///< larger than the path allows
  not_permitted,     ///< EPERM: this host's own firewall
  no_descriptors,
  no_source_port,
  no_source_address, ///< the address asked for with --source is not ours
  no_own_address,    ///< this host has no address of that family beyond its own links
  port_taken,        ///< another program on this host holds the one port that an answer comes to
  no_privilege,
  tls,               ///< the TLS handshake failed; Attempt::detail says how
  wants_certificate, ///< the peer demands a client certificate (mutual TLS), and we show none
  unsupported,       ///< this build or this host cannot do it
  cancelled,         ///< the run was interrupted
  other,
};

struct NetError {
  ErrorKind kind = ErrorKind::none;
  int code = 0;  ///< errno, WSA error or OpenSSL error number; 0 when ours

  friend bool operator==(const NetError&, const NetError&) = default;
};

/// An ICMP or ICMPv6 error that the kernel matched to one of our packets (RFC 792, RFC 4443).
struct Icmp {
  Family family = Family::v4;
  std::uint8_t type = 0;
  std::uint8_t code = 0;
  std::optional<IpAddress> offender;  ///< who sent it
  std::uint32_t mtu = 0;              ///< next-hop MTU of "fragmentation needed" and "packet too big", else 0
  std::uint8_t hops_left = 0;         ///< hop limit that the message itself still had when it arrived; 0 where nobody asked for it

  friend bool operator==(const Icmp&, const Icmp&) = default;
};

/// What the handshake made of the peer's bytes.
enum class Reply : std::uint8_t {
  none,        ///< nothing that could be judged: no handshake known, or no complete reply (Attempt::error says why)
  valid,       ///< the documented service: direction, ids and form checked
  responder,   ///< not the service but our own responder in its place, made with the token and for this very check
  mismatched,  ///< bytes that this service cannot have sent
};

/// Whom an attempt spoke to.
enum class Asked : std::uint8_t {
  service,    ///< or nobody in particular, where no request is known
  responder,  ///< `flowvet listen`
  nobody,     ///< nothing was sent
};

/// Why a certificate does not stand for the documented name.
enum class Distrust : std::uint8_t {
  none,            ///< it verifies, or there was no TLS
  no_certificate,
  no_roots,        ///< this host has no trusted roots to verify it with: says nothing about the peer
  unknown_issuer,  ///< no trusted root at the end of the chain
  self_signed,
  expired,
  not_yet_valid,
  wrong_name,
  invalid,         ///< any other flaw: Certificate::flaw says which
};

/// Whether a public authority issued a certificate, told by the logs of Certificate Transparency (RFC 6962): what such an
/// authority issues for web servers carries their timestamps.
enum class Issuer : std::uint8_t { unknown, in_public_log, not_in_public_log };

/// What a TLS handshake showed about the peer's certificate.
struct Certificate {
  Distrust distrust = Distrust::none;
  std::string flaw;  ///< why it does not verify for the name that was asked for; empty when it does or there was no TLS
  Issuer issuer = Issuer::unknown;
};

/// Who is known to have answered in place of the documented host.
enum class Instead : std::uint8_t {
  nobody,
  proxy,        ///< a proxy that asks for credentials
  interceptor,  ///< a captive portal, a block page
};

/// Something learnt on the way: "server" = "nginx". Values may be a peer's text: escape on every output.
using Fact = std::pair<std::string, std::string>;

/// One event of a recorded dialogue.
struct Message {
  /// `tls`: from here on bytes are the plain text inside TLS. `ended`: nothing more came, or could be sent.
  enum class Kind : std::uint8_t { sent, received, tls, ended };

  Kind kind = Kind::sent;
  std::chrono::microseconds at{};    ///< since the attempt began
  std::vector<std::uint8_t> bytes;   ///< sent or received
  std::string text;                  ///< tls: its version and the name that was asked for
  ErrorKind error = ErrorKind::none; ///< ended: why
};

struct Attempt {
  Stage stage = Stage::open;
  NetError error;
  std::optional<Icmp> icmp;
  bool icmp_from_self = false;  ///< the offender is an address of this host
  Reply reply = Reply::none;
  Asked asked = Asked::service;
  bool peer_sent_bytes = false;      ///< at least one byte arrived, valid or not
  std::string detail;                ///< one sentence, e.g. "the reply's id differs from ours"
  Instead instead = Instead::nobody;
  Certificate certificate;
  int proxy_status = 0;              ///< of the proxy's answer to CONNECT; 0: no proxy was asked, or it gave no HTTP answer
  std::chrono::microseconds began{}; ///< since the run's start
  std::chrono::microseconds took{};
  std::chrono::microseconds rtt{};   ///< connect or datagram round trip; 0 when none was measured
  std::vector<Message> transcript;   ///< what was said, in order; empty unless plan::Probe::record asks for it
};

/// What came back for one packet of a trace.
enum class HopSign : std::uint8_t {
  nothing,      ///< not within the time allowed
  expired,      ///< a router says that the hop limit ran out there (RFC 792, RFC 4443)
  unreachable,  ///< any other ICMP error; HopAnswer::icmp says which and whose
  reset,        ///< a TCP reset
  answered,     ///< the TCP handshake completed, or a datagram or echo reply came
  failed,       ///< this host could not ask; HopAnswer::error says why
};

/// One packet that was sent to see how far it gets, and its answer.
struct HopAnswer {
  std::uint8_t hops = 0;   ///< the hop limit it was sent with; 0: none but the system's own
  std::uint8_t floor = 0;  ///< answers that arrived with a smaller hop limit were ignored (RFC 5082); 0: none were
  HopSign sign = HopSign::nothing;
  std::optional<Icmp> icmp;
  std::uint8_t hops_left = 0;         ///< hop limit of the answer as it arrived; 0 where the system does not tell
  NetError error;                     ///< of `failed`
  std::chrono::microseconds asked{};  ///< since the run's start
  std::chrono::microseconds rtt{};    ///< 0 when nothing came back

  friend bool operator==(const HopAnswer&, const HopAnswer&) = default;
};

/// Packets of one kind to one host, in the order in which they were sent.
struct Trace {
  catalog::Transport transport = catalog::Transport::icmp;
  std::uint16_t port = 0;  ///< 0 for ICMP
  std::vector<HopAnswer> answers;

  friend bool operator==(const Trace&, const Trace&) = default;
};

/// How far a flow's own packets get, and how far those of something else that is sent to the same host.
struct Path {
  Trace own;
  std::optional<Trace> comparison;

  friend bool operator==(const Path&, const Path&) = default;
};

struct ResponderSeen;  // flowvet/probe/responder_seen.hpp
struct PathMtu;  // flowvet/probe/path_mtu.hpp

/// All attempts at one address and port of one probe; the address is the proxy's where there is one. Facts are those of the last
/// attempt that learnt any.
struct Observation {
  IpAddress address;
  std::uint16_t port = 0;           ///< where the plan leaves it to the endpoint mapper; 0: the probe's own
  std::optional<IpAddress> source;  ///< our address towards it, where known
  std::vector<Attempt> attempts;
  std::vector<Fact> facts;
  std::vector<RpcEndpoint> endpoints;  ///< of an endpoint mapper: all that it names; of a port that it named: those of this port
  std::shared_ptr<const Path> path;    ///< null unless traced, as RunOptions::trace says; most are not
  std::shared_ptr<const ResponderSeen> responder;  ///< null unless one was asked for
  std::shared_ptr<const PathMtu> mtu;  ///< null unless measured, as RunOptions::mtu says; most are not
  bool cut = false;  ///< the run was interrupted before this probe was finished
};

/// Name resolution of one host: the destination, or the proxy that will look up the destination itself.
struct Resolution {
  std::vector<IpAddress> addresses;
  NetError error;      ///< why there is none
  std::string detail;  ///< the resolver's words
  std::chrono::microseconds took{};
};

/// What one planned probe yielded: one observation per address (and port, where the endpoint mapper names the ports), or none with the
/// reason in `resolution`.
struct ProbeResult {
  Resolution resolution;
  std::vector<Observation> observations;
};

/// Slots indexed by position in Plan::probes. An empty slot: never carried out.
using Observations = std::vector<std::optional<ProbeResult>>;

}  // namespace flowvet::probe

namespace flowvet::base {
template <>
inline constexpr std::array word_table<probe::Stage>{Word{probe::Stage::open, "open"}, Word{probe::Stage::connect, "connect"},
                                                     Word{probe::Stage::proxy, "proxy"}, Word{probe::Stage::tls, "tls"},
                                                     Word{probe::Stage::dialogue, "dialogue"}, Word{probe::Stage::done, "done"}};
template <>
inline constexpr std::array word_table<probe::ErrorKind>{
    Word{probe::ErrorKind::none, "none"},
    Word{probe::ErrorKind::timed_out, "timed-out"},
    Word{probe::ErrorKind::refused, "refused"},
    Word{probe::ErrorKind::reset, "reset"},
    Word{probe::ErrorKind::closed, "closed"},
    Word{probe::ErrorKind::net_unreachable, "net-unreachable"},
    Word{probe::ErrorKind::host_unreachable, "host-unreachable"},
    Word{probe::ErrorKind::prohibited, "prohibited"},
    Word{probe::ErrorKind::protocol_unreachable, "protocol-unreachable"},
    Word{probe::ErrorKind::too_big, "too-big"},
    Word{probe::ErrorKind::not_permitted, "not-permitted"},
    Word{probe::ErrorKind::no_descriptors, "no-descriptors"},
    Word{probe::ErrorKind::no_source_port, "no-source-port"},
    Word{probe::ErrorKind::no_source_address, "no-source-address"},
    Word{probe::ErrorKind::no_own_address, "no-own-address"},
    Word{probe::ErrorKind::port_taken, "port-taken"},
    Word{probe::ErrorKind::no_privilege, "no-privilege"},
    Word{probe::ErrorKind::tls, "tls"},
    Word{probe::ErrorKind::wants_certificate, "wants-certificate"},
    Word{probe::ErrorKind::unsupported, "unsupported"},
    Word{probe::ErrorKind::cancelled, "cancelled"},
    Word{probe::ErrorKind::other, "other"}};
template <>
inline constexpr std::array word_table<probe::Message::Kind>{
    Word{probe::Message::Kind::sent, "sent"}, Word{probe::Message::Kind::received, "received"}, Word{probe::Message::Kind::tls, "tls"},
    Word{probe::Message::Kind::ended, "ended"}};
template <>
inline constexpr std::array word_table<probe::Distrust>{
    Word{probe::Distrust::none, "none"},
    Word{probe::Distrust::no_certificate, "no-certificate"},
    Word{probe::Distrust::no_roots, "no-roots"},
    Word{probe::Distrust::unknown_issuer, "unknown-issuer"},
    Word{probe::Distrust::self_signed, "self-signed"},
    Word{probe::Distrust::expired, "expired"},
    Word{probe::Distrust::not_yet_valid, "not-yet-valid"},
    Word{probe::Distrust::wrong_name, "wrong-name"},
    Word{probe::Distrust::invalid, "invalid"}};
template <>
inline constexpr std::array word_table<probe::Issuer>{Word{probe::Issuer::unknown, "unknown"},
                                                      Word{probe::Issuer::in_public_log, "in-public-log"},
                                                      Word{probe::Issuer::not_in_public_log, "not-in-public-log"}};
template <>
inline constexpr std::array word_table<probe::Instead>{Word{probe::Instead::nobody, "nobody"}, Word{probe::Instead::proxy, "proxy"},
                                                       Word{probe::Instead::interceptor, "interceptor"}};
template <>
inline constexpr std::array word_table<probe::HopSign>{
    Word{probe::HopSign::nothing, "nothing"}, Word{probe::HopSign::expired, "expired"},   Word{probe::HopSign::unreachable, "unreachable"},
    Word{probe::HopSign::reset, "reset"},     Word{probe::HopSign::answered, "answered"}, Word{probe::HopSign::failed, "failed"}};
template <>
inline constexpr std::array word_table<probe::Reply>{Word{probe::Reply::none, "none"}, Word{probe::Reply::valid, "valid"},
                                                     Word{probe::Reply::responder, "responder"},
                                                     Word{probe::Reply::mismatched, "mismatched"}};
template <>
inline constexpr std::array word_table<probe::Asked>{Word{probe::Asked::service, "service"}, Word{probe::Asked::responder, "responder"},
                                                     Word{probe::Asked::nobody, "nobody"}};
}  // namespace flowvet::base
