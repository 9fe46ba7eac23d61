// TFTP packets (RFC 1350 section 5): a request to read, and the two answers that a server can give to it.
#pragma once

#include "probe/bytes.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace flowvet::probe {

/// A read request in mode "octet", without options: nothing but DATA or ERROR can answer it.
Bytes tftp_read_request(std::string_view file);

/// Ends a transfer that a server began although no such file was thought to exist.
Bytes tftp_stop();

struct TftpReply {
  bool is_data = false;     ///< the first block of a file; otherwise an error
  std::uint16_t error = 0;  ///< error code
  std::string text;         ///< the server's words, as they came
};

/// DATA block 1 or ERROR; nullopt for anything else, a request included.
std::optional<TftpReply> parse_tftp_reply(ByteView bytes);

}  // namespace flowvet::probe
