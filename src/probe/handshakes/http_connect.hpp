// CONNECT (RFC 9110 section 9.3.6): a client asks an HTTP proxy for a tunnel. Shared by the handshake `http-proxy`, which wants to
// know whether a proxy is there, and by every attempt that goes through one.
#pragma once

#include "probe/handshakes/handshake.hpp"
#include "probe/handshakes/http_reply.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace flowvet::probe {

/// Who speaks in an answer to CONNECT. Web servers answer it too.
enum class ConnectAnswer : std::uint8_t {
  tunnel,        ///< success, and no body follows
  login_wanted,  ///< 407, which only a proxy says
  refusal,       ///< another refusal, with a header that only proxies send
  web_server,    ///< what a server says that knows no CONNECT
  unclear,       ///< a proxy or a web server
};

ConnectAnswer read_connect_answer(const HttpHead& head);

/// Asks for a tunnel to `authority` (`host:port`). An inner nullopt: the peer does not speak HTTP.
Task<Io<std::optional<HttpHead>>> ask_connect(Channel& channel, std::string authority);

/// What the proxy made of our wish. While `open`, everything on the channel is said to and by the destination.
struct Tunnel {
  bool open = false;
  int status = 0;           ///< HTTP, of a proxy; 0 where it was none
  std::string detail;       ///< why it is not open
  std::vector<Fact> facts;  ///< "proxy.via", ...
};

/// Opens a tunnel without credentials. That the proxy says so is no proof that the destination is at its other end.
Task<Io<Tunnel>> open_tunnel(Channel& channel, std::string authority);

}  // namespace flowvet::probe
