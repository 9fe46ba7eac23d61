// NetBIOS session service (RFC 1002 section 4.3): a session with the host's file server, closed again at once.
#include "probe/handshakes/handshake.hpp"
#include "probe/handshakes/netbios_message.hpp"

namespace flowvet::probe {

namespace {

std::string_view text_of(NetbiosSession answer) {
  switch (answer) {
    case NetbiosSession::opened:
      return "NetBIOS session opened";
    case NetbiosSession::refused:
      return "NetBIOS session service refuses the name";
    case NetbiosSession::moved:
      return "NetBIOS session service names another address";
  }
  return {};
}

/// What follows the header: a reason, or the other address.
std::size_t rest_of(NetbiosSession answer) {
  switch (answer) {
    case NetbiosSession::opened:
      return 0;
    case NetbiosSession::refused:
      return 1;
    case NetbiosSession::moved:
      return 6;
  }
  return 0;
}

}  // namespace

Task<Io<Finding>> netbios_session(Channel& channel, Peer) {
  const auto sent = co_await channel.write(netbios_session_request());
  if (!sent) co_return sent.error();
  const auto header = co_await channel.read_exactly(netbios_session_header);
  if (!header) co_return header.error();
  const auto answer = parse_netbios_session(*header);
  if (!answer) co_return mismatch("not a NetBIOS session answer");
  const auto rest = co_await channel.read_exactly(rest_of(*answer));
  if (!rest) co_return rest.error();
  co_return proven({}, std::string(text_of(*answer)));
}

}  // namespace flowvet::probe
