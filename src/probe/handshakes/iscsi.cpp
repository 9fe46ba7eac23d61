// iSCSI (RFC 7143): the first exchange of a discovery login, without a user. Any status proves a target; the connection is closed
// before a session exists, so there is nothing to log out of.
#include "probe/handshakes/handshake.hpp"
#include "probe/handshakes/iscsi_message.hpp"

namespace flowvet::probe {

Task<Io<Finding>> iscsi(Channel& channel, Peer peer) {
  const std::uint32_t task_tag = Reader(peer.nonce).u32() & 0x7FFFFFFFU;  // all bits set would mean no task
  const auto sent = co_await channel.write(iscsi_login(task_tag, ByteView(peer.nonce).subspan(4, 3)));
  if (!sent) co_return sent.error();
  const auto header = co_await channel.read_exactly(iscsi_header_size);
  if (!header) co_return header.error();
  const auto reply = parse_iscsi_reply(*header, task_tag);
  if (!reply) co_return mismatch("not an iSCSI reply to our login");
  const auto data = co_await channel.read_exactly(reply->data_size);
  if (!data) co_return data.error();
  const std::string status = std::to_string(reply->status_class) + '.' + std::to_string(reply->status_detail);
  co_return proven({{"iscsi.status", status}}, reply->status_class == 0 ? "iSCSI target" : "iSCSI target refuses a login");
}

}  // namespace flowvet::probe
