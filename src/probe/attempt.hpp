// One attempt at one address over one transport: from opening the socket to the evidence that it left.
#pragma once

#include "probe/far_end/lanes.hpp"
#include "probe/handshakes/handshake.hpp"
#include "probe/loop.hpp"
#include "probe/os/os.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/udp.hpp>

#include <memory>
#include <optional>
#include <string>
#include <variant>

namespace flowvet::probe {

namespace far_end {
class Asking;
}

/// Where an attempt goes and what it says there.
struct Target {
  std::string name;  ///< as the site names the host, or plan::Probe::server_name
  IpAddress address;  ///< of the host, or of its proxy
  std::uint16_t port = 0;
  std::uint16_t proxy_port = 0;            ///< not 0: `address` is a proxy's, which is asked for a tunnel to name and port
  const Handshake* handshake = nullptr;    ///< nullptr: a connection, or an empty datagram, is all
  std::chrono::milliseconds timeout{};     ///< to connect, or for a datagram to be answered
  std::chrono::milliseconds patience{};    ///< for the dialogue over a connection
  bool record = false;                     ///< keep the dialogue: Attempt::transcript
  bool keep_silent = false;                ///< leave the socket of a silent attempt in AttemptEnd::pending
  os::Reach reach{};
  std::vector<RpcInterface> interfaces{};  ///< that the endpoint mapper names for this port
  SharedSecret secret{};                   ///< of Peer
  far_end::Lane lane = far_end::Lane::service;  ///< whom the attempt speaks to
  far_end::Asking* asking = nullptr;       ///< of other lanes than `service`; belongs to whoever makes the attempts
  std::uint16_t packet_size = 0;  ///< of an echo request with its IP header, which then nobody may fragment; 0: no larger than it must be
};

/// A datagram that was not answered in time, and what the dialogue that it began goes by.
struct PendingDatagram {
  boost::asio::ip::udp::socket socket;
  Nonce nonce;
};
/// What a silent attempt leaves open: a connect that is still under way, or a datagram.
using Pending = std::variant<boost::asio::ip::tcp::socket, PendingDatagram>;

/// What an attempt left behind.
struct AttemptEnd {
  Attempt attempt;
  std::vector<Fact> facts;
  std::optional<IpAddress> source;
  std::uint8_t hops_left = 0;          ///< hop limit of an echo reply as it arrived; 0 where it is not known
  std::vector<RpcEndpoint> endpoints;  ///< that an endpoint mapper names
  Clock::time_point began{};
  std::unique_ptr<Pending> pending;    ///< only where Target::keep_silent asks for it and nothing came back
  std::size_t index = 0;               ///< its place in Observation::attempts
  far_end::Lane lane = far_end::Lane::service;  ///< Target::lane
};

/// Nothing came back: worth another attempt. Whatever answered, answered.
bool is_silence(const Attempt& attempt);

/// A silent attempt whose packets this host itself kept back.
void mark_as_kept_back(Attempt& attempt);

// Thousands are under way at once, so target and end stay in the frame of the one caller, who awaits them: a copy in each
// coroutine on the way would double the memory of a check.
// `pending`: the attempt has been answered after its time and is made to its end; AttemptEnd::began is then given.
Task<void> attempt_tcp(Loop& loop, const Target& target, AttemptEnd& end, boost::asio::ip::tcp::socket* pending = nullptr);
Task<void> attempt_udp(Loop& loop, const Target& target, AttemptEnd& end, PendingDatagram* pending = nullptr);
Task<void> attempt_icmp(Loop& loop, const Target& target, AttemptEnd& end);

/// Random bytes for one attempt.
Nonce make_nonce(Loop& loop);

/// Whom the dialogue is with, as far as `end` is known by now.
Peer make_peer(const Target& target, const Nonce& nonce, const AttemptEnd& end);

/// What the dialogue goes through where it is to be recorded, else nullptr. `channel` and `attempt` outlive it.
std::unique_ptr<Channel> make_recorder(Channel& channel, const Target& target, Clock::time_point began, Attempt& attempt);

/// Puts a dialogue's result into the attempt.
void conclude(AttemptEnd& end, Io<Finding> finding);

/// Takes the ICMP error of `native_socket`, if there is one, and whether it came from this host itself.
void record_icmp(Attempt& attempt, std::optional<Icmp> icmp);

}  // namespace flowvet::probe
