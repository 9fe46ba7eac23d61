// The PRELOGIN exchange of SQL Server ([MS-TDS] 2.2.6.5), which precedes every login and needs none.
#pragma once

#include "probe/bytes.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace flowvet::probe {

/// A PRELOGIN request for any instance. `thread_id` is what a client would number its connections with.
Bytes tds_prelogin(std::uint32_t thread_id);

constexpr std::size_t tds_header_size = 8;

/// The whole size of the reply with this header; nullopt when it is none.
std::optional<std::size_t> tds_reply_size(ByteView header);

struct TdsReply {
  std::string version;          ///< "16.0.1000"
  std::uint8_t encryption = 0;  ///< 0 off, 1 on, 2 not supported, 3 required
};

/// The reply to tds_prelogin, header included; nullopt for anything else, the request itself included.
std::optional<TdsReply> parse_tds_reply(ByteView bytes);

}  // namespace flowvet::probe
