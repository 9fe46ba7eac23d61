// NFS over TCP 2049 (RFC 1813, RFC 7530): the NULL procedure. A server that only has other versions says which.
#include "probe/handshakes/handshake.hpp"
#include "probe/handshakes/nfs_message.hpp"

namespace flowvet::probe {

namespace {

Finding judge_reply(ByteView record, std::uint32_t transaction_id) {
  const auto reply = parse_nfs_reply(record, transaction_id);
  if (!reply) return mismatch("not an RPC reply to our call");
  switch (reply->kind) {
    case NfsReply::Kind::success:
      return proven({{"nfs.versions", "3"}}, "NFS version 3");
    case NfsReply::Kind::other_versions:
      return proven({{"nfs.versions", std::to_string(reply->lowest_version) + '-' + std::to_string(reply->highest_version)}},
                    "NFS, not version 3");
    case NfsReply::Kind::refused:
      return proven({}, "RPC server refuses a call of NFS");
    case NfsReply::Kind::not_nfs:
      return mismatch("an RPC server without NFS");
  }
  return mismatch("not an RPC reply to our call");
}

}  // namespace

Task<Io<Finding>> nfs(Channel& channel, Peer peer) {
  const std::uint32_t transaction_id = Reader(peer.nonce).u32();
  const auto sent = co_await channel.write(nfs_null_call(transaction_id));
  if (!sent) co_return sent.error();
  const auto mark = co_await channel.read_exactly(nfs_mark_size);
  if (!mark) co_return mark.error();
  const auto size = nfs_record_size(*mark);
  if (!size) co_return mismatch("not an RPC reply");
  const auto record = co_await channel.read_exactly(*size);
  if (!record) co_return record.error();
  co_return judge_reply(*record, transaction_id);
}

}  // namespace flowvet::probe
