// ONC RPC (RFC 5531) as far as one call of NFS procedure 0, which does nothing, needs it.
#pragma once

#include "probe/bytes.hpp"

#include <cstdint>
#include <optional>

namespace flowvet::probe {

/// A call of the NULL procedure of NFS version 3, with its record mark.
Bytes nfs_null_call(std::uint32_t transaction_id);

constexpr std::size_t nfs_mark_size = 4;

/// The size of the record behind this mark; nullopt when no reply to our call has it.
std::optional<std::size_t> nfs_record_size(ByteView mark);

struct NfsReply {
  enum class Kind : std::uint8_t { success, other_versions, refused, not_nfs };
  Kind kind = Kind::success;
  std::uint32_t lowest_version = 3, highest_version = 3;  ///< of NFS; of other_versions as the server says
};

/// The record that answers the call; nullopt for anything else, the call itself included.
std::optional<NfsReply> parse_nfs_reply(ByteView record, std::uint32_t transaction_id);

}  // namespace flowvet::probe
