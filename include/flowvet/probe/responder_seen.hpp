// What came of asking for a responder at one address and port: raw counts and the responder's own words, without any opinion.
#pragma once

#include "flowvet/probe/observation.hpp"

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>

namespace flowvet::probe {

struct SocketAddress {
  IpAddress address;
  std::uint16_t port = 0;

  friend bool operator==(const SocketAddress&, const SocketAddress&) = default;
};

/// What an answer that only a holder of the token can have made says.
struct ResponderWord {
  SocketAddress sent_from;   ///< our end, as we know it
  SocketAddress seen_as;     ///< our end, as the responder sees it: another one where addresses are translated on the way
  SocketAddress sent_to;     ///< its end, as we know it
  SocketAddress arrived_at;  ///< its end, as it knows it
  std::uint8_t hops_left = 0;                 ///< hop limit of our datagram or SYN as it arrived; 0: unknown
  std::chrono::milliseconds clock_ahead{};    ///< its clock less ours, the way there taken as half of the round trip
  bool clock_refused = false;                 ///< too far off for the responder: it answers, and does nothing else
  int arrived = 0;  ///< how many different asks of this check had arrived by then
  int highest = 0;  ///< the number of the last one; those before it that had not arrived were lost on the way there

  friend bool operator==(const ResponderWord&, const ResponderWord&) = default;
};

/// What the responder says of this port when it is asked on another one.
struct PortWord {
  bool held = false;      ///< the responder itself has the port open at this address
  bool translated = false;  ///< it knows itself by another address than ours for it, so it may not be who stands behind this port
  int arrived = 0;        ///< how many of our asks came to this port

  friend bool operator==(const PortWord&, const PortWord&) = default;
};

/// A call-back: the responder was asked to begin the exchange.
struct CallBackSeen {
  bool opened_here = false;  ///< the port was free and opened for this check; else a program of this host holds it
  bool arrived = false;      ///< the call came, made with the token, for this very check
  int asked = 0;             ///< how often the responder was asked to call
  bool denied = false;       ///< the responder does not call this port: not documented for its role

  friend bool operator==(const CallBackSeen&, const CallBackSeen&) = default;
};

struct ResponderSeen {
  std::array<std::uint8_t, 16> session{};  ///< by which the responder tells the asks of this check from others
  int asked = 0;     ///< asks that were sent to this port
  int answered = 0;  ///< authentic answers to them
  int foreign = 0;   ///< messages in the form of an answer that no holder of the token wrote to this check
  std::optional<ResponderWord> word;        ///< of the last answer
  std::optional<PortWord> of_port;          ///< where the port itself did not answer and another one of its host did
  std::optional<CallBackSeen> call_back;

  friend bool operator==(const ResponderSeen&, const ResponderSeen&) = default;
};

}  // namespace flowvet::probe
