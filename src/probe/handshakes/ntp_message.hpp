// NTP version 4 packets (RFC 5905 section 7.3).
#pragma once

#include "probe/bytes.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace flowvet::probe {

/// A client request whose transmit timestamp is eight random bytes: it says nothing about our clock and must come back.
Bytes ntp_request(ByteView random8);

struct NtpReply {
  int stratum = 0;           ///< 0: kiss-o'-death, the server asks us to go away
  int leap = 0;              ///< 3: the server's own clock is not synchronised
  std::string kiss;          ///< the code of a kiss-o'-death, e.g. "RATE"
  double received_time = 0;  ///< receive timestamp in seconds since 1970
  double server_time = 0;    ///< transmit timestamp, the same

  /// Whether the server knows the time itself. Answering does not mean that.
  [[nodiscard]] bool synchronised() const { return leap != 3 && stratum > 0 && stratum < 16; }
};

/// A server's reply to that request; nullopt for anything else, the request itself included.
std::optional<NtpReply> parse_ntp_reply(ByteView bytes, ByteView random8);

}  // namespace flowvet::probe
