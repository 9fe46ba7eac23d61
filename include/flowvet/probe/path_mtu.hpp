// How large a packet gets through: every packet that was sent to find out, and what came back. Raw evidence, like a trace;
// the opinion is judge::find_mtu(). Sizes are those of whole IP packets, headers included, as in every talk of an MTU.
#pragma once

#include "flowvet/probe/observation.hpp"

namespace flowvet::probe {

/// What came back for one packet that nobody may fragment.
enum class SizeSign : std::uint8_t {
  nothing,       ///< not within the time allowed
  answered,      ///< the service, or the host's echo
  refused,       ///< the host says that nothing listens there: the packet arrived
  too_big,       ///< a device says that its next link does not take it (RFC 1191, RFC 8201)
  too_big_here,  ///< this host's own link does not take it: nothing was sent
  expired,       ///< a router says that the hop limit ran out there: the packet came as far as that
  unreachable,   ///< any other ICMP error
  failed,        ///< this host could not ask; SizeAnswer::error says why
};

struct SizeAnswer {
  std::uint16_t size = 0;
  std::uint8_t hops = 0;  ///< the hop limit it was sent with; 0: the system's own
  SizeSign sign = SizeSign::nothing;
  std::optional<Icmp> icmp;
  NetError error;                     ///< of `failed`
  std::chrono::microseconds asked{};  ///< since the run's start
  std::chrono::microseconds rtt{};    ///< 0 when nothing came back

  friend bool operator==(const SizeAnswer&, const SizeAnswer&) = default;
};

/// What the packets were.
enum class SizeMeans : std::uint8_t {
  own,             ///< the flow's own: to its port, with its service's request where that can be padded
  echo,            ///< ICMP echo
  datagram,        ///< to a port of the host that nobody uses
  responder,       ///< asks for the responder on the flow's port, answered as shortly as can be: the way there
  responder_back,  ///< asks for answers that are as large as they are: the way back
};

/// What the responder says of the asks of this survey that got no answer although smaller ones do: whether they came to it.
struct AskCount {
  int sent = 0;
  int arrived = 0;

  friend bool operator==(const AskCount&, const AskCount&) = default;
};

/// Packets of one kind to one host, in the order in which they were sent.
struct SizeSurvey {
  SizeMeans means = SizeMeans::own;
  std::uint16_t port = 0;  ///< 0 for echo
  std::vector<SizeAnswer> answers;
  std::optional<AskCount> unanswered;  ///< those larger than all that were answered, up to the smallest that vanishes

  friend bool operator==(const SizeSurvey&, const SizeSurvey&) = default;
};

struct PathMtu {
  std::uint16_t link = 0;  ///< the MTU of this host's own link towards the host; 0 where the system does not tell
  std::vector<SizeSurvey> surveys;

  friend bool operator==(const PathMtu&, const PathMtu&) = default;
};

}  // namespace flowvet::probe

namespace flowvet::base {
template <>
inline constexpr std::array word_table<probe::SizeSign>{
    Word{probe::SizeSign::nothing, "nothing"},           Word{probe::SizeSign::answered, "answered"},
    Word{probe::SizeSign::refused, "refused"},           Word{probe::SizeSign::too_big, "too-big"},
    Word{probe::SizeSign::too_big_here, "too-big-here"}, Word{probe::SizeSign::expired, "expired"},
    Word{probe::SizeSign::unreachable, "unreachable"},   Word{probe::SizeSign::failed, "failed"}};
template <>
inline constexpr std::array word_table<probe::SizeMeans>{
    Word{probe::SizeMeans::own, "own"}, Word{probe::SizeMeans::echo, "echo"}, Word{probe::SizeMeans::datagram, "datagram"},
    Word{probe::SizeMeans::responder, "responder"}, Word{probe::SizeMeans::responder_back, "responder-back"}};
}  // namespace flowvet::base
