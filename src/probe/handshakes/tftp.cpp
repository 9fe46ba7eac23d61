// TFTP (RFC 1350): a request for a file that exists nowhere; the error that refuses it proves the server. The name begins with a
// slash because servers can be told to keep silent about missing relative names (tftpd -n), never about absolute ones.
#include "probe/handshakes/fact_text.hpp"
#include "probe/handshakes/handshake.hpp"
#include "probe/handshakes/tftp_message.hpp"

namespace flowvet::probe {

namespace {
constexpr std::size_t largest_datagram = 1024;
constexpr std::size_t random_part = 8;  // bytes of the file's name
}  // namespace

Task<Io<Finding>> tftp(Channel& channel, Peer peer) {
  const std::string file = "/flowvet-" + hex_text(ByteView(peer.nonce).first(random_part));
  const auto sent = co_await channel.write(tftp_read_request(file));
  if (!sent) co_return sent.error();
  const auto bytes = co_await channel.read_some(largest_datagram);
  if (!bytes) co_return bytes.error();
  const auto reply = parse_tftp_reply(*bytes);
  if (!reply) co_return mismatch("not a TFTP answer to our request");
  if (!reply->is_data) co_return proven({{"tftp.error", std::to_string(reply->error) + " " + reply->text}}, "TFTP server has no such file");
  // The service is proven whether or not this arrives: without it the server would repeat its block for a while.
  co_await channel.write(tftp_stop());
  co_return proven({}, "TFTP server sends a file for any name");
}

}  // namespace flowvet::probe
