// The transaction id is ours and random, and a reply has another message type than a call.
#include "probe/handshakes/nfs_message.hpp"

namespace flowvet::probe {

namespace {

constexpr std::uint32_t last_fragment = 0x80000000;
constexpr std::uint32_t call = 0, reply = 1, rpc_version = 2;
constexpr std::uint32_t nfs_program = 100003, nfs_version = 3, null_procedure = 0;
constexpr std::uint32_t accepted = 0, denied = 1;
constexpr std::uint32_t most_verifier = 400;  // RFC 5531 section 8.2
constexpr std::size_t smallest_record = 16, largest_record = 24 + most_verifier + 8;

// accept_stat and reject_stat of RFC 5531 section 9.
constexpr std::uint32_t success = 0, program_unavailable = 1, program_mismatch = 2, most_accept_state = 5;
constexpr std::uint32_t most_reject_state = 1;

std::optional<NfsReply> parse_accepted(Reader& reader) {
  reader.skip(4);  // kind of verifier
  const std::uint32_t verifier_size = reader.u32();
  if (verifier_size > most_verifier) return std::nullopt;
  reader.skip((verifier_size + 3U) / 4U * 4U);
  const std::uint32_t state = reader.u32();
  NfsReply result;
  if (state == program_mismatch) {
    result.kind = NfsReply::Kind::other_versions;
    result.lowest_version = reader.u32();
    result.highest_version = reader.u32();
  } else if (state == program_unavailable) {
    result.kind = NfsReply::Kind::not_nfs;
  } else if (state != success) {
    result.kind = NfsReply::Kind::refused;
  }
  if (!reader.ok() || state > most_accept_state) return std::nullopt;
  return result;
}

}  // namespace

Bytes nfs_null_call(std::uint32_t transaction_id) {
  const Bytes body = Writer()
                         .u32(transaction_id)
                         .u32(call)
                         .u32(rpc_version)
                         .u32(nfs_program)
                         .u32(nfs_version)
                         .u32(null_procedure)
                         .zeros(8 + 8)  // no credentials, no verifier
                         .bytes();
  return Writer().u32(last_fragment | static_cast<std::uint32_t>(body.size())).raw(body).bytes();
}

std::optional<std::size_t> nfs_record_size(ByteView mark) {
  Reader reader(mark);
  const std::uint32_t value = reader.u32();
  const std::size_t size = value & ~last_fragment;
  if (!reader.ok() || (value & last_fragment) == 0 || size < smallest_record || size > largest_record) return std::nullopt;
  return size;
}

std::optional<NfsReply> parse_nfs_reply(ByteView record, std::uint32_t transaction_id) {
  Reader reader(record);
  const std::uint32_t id = reader.u32();
  const std::uint32_t type = reader.u32();
  const std::uint32_t state = reader.u32();
  if (!reader.ok() || id != transaction_id || type != reply) return std::nullopt;
  if (state == accepted) return parse_accepted(reader);
  if (state != denied || reader.u32() > most_reject_state || !reader.ok()) return std::nullopt;
  return NfsReply{NfsReply::Kind::refused};
}

}  // namespace flowvet::probe
