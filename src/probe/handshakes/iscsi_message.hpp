// The first login request of an iSCSI discovery session and its reply (RFC 7143 sections 11.12 and 11.13).
#pragma once

#include "probe/bytes.hpp"

#include <cstdint>
#include <optional>

namespace flowvet::probe {

/// A login request that names no user. It ends the security stage only, so that no session exists after the reply.
/// `random`: 3 bytes for the session's id.
Bytes iscsi_login(std::uint32_t task_tag, ByteView random);

constexpr std::size_t iscsi_header_size = 48;

struct IscsiReply {
  std::uint8_t status_class = 0;  ///< 0 success, 1 redirection, 2 our fault, 3 the target's
  std::uint8_t status_detail = 0;
  std::size_t data_size = 0;  ///< of what follows the header, padding included
};

/// The header that answers iscsi_login(task_tag, ...); nullopt for anything else, the request itself included.
std::optional<IscsiReply> parse_iscsi_reply(ByteView header, std::uint32_t task_tag);

}  // namespace flowvet::probe
