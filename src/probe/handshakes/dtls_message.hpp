// DTLS 1.2 (RFC 6347, RFC 5246) up to the ServerHello: one record with one unfragmented message each.
#pragma once

#include "probe/bytes.hpp"

#include <optional>
#include <string>

namespace flowvet::probe {

struct DtlsHello {
  Bytes random;             ///< 32 bytes
  std::string server_name;  ///< SNI; empty for none
  Bytes cookie;             ///< of the server's HelloVerifyRequest; empty in the first round
  std::uint16_t round = 0;  ///< 0, then 1: number of record and of message
  /// Zero bytes in the padding extension (RFC 7685), up to 65,535; nullopt: no extension.
  std::optional<std::size_t> padding = std::nullopt;
};

/// What the padding extension adds besides its zero bytes.
inline constexpr std::size_t dtls_padding_header = 4;

Bytes dtls_client_hello(const DtlsHello& hello);

/// Tells the server that no more will come, so that it forgets us.
Bytes dtls_good_bye(std::uint16_t record_number);

struct DtlsReply {
  enum class Kind : std::uint8_t { verify_request, server_hello, alert };
  Kind kind = Kind::alert;
  Bytes cookie;               ///< of verify_request
  std::uint16_t version = 0;  ///< of server_hello: 0xfeff is 1.0, 0xfefd is 1.2
  std::uint16_t cipher = 0;   ///< of server_hello, one of those offered
  int alert = 0;              ///< of alert: RFC 8446 section 6
};

/// The first record of a server's datagram; nullopt for anything else, a ClientHello included.
std::optional<DtlsReply> parse_dtls_reply(ByteView datagram);

}  // namespace flowvet::probe
