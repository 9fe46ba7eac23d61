// HTTP/1.1 requests (RFC 9112) as handshakes send them: small, without credentials, and saying who asks.
#pragma once

#include "probe/handshakes/handshake.hpp"

#include <string>
#include <utility>
#include <vector>

namespace flowvet::probe {

struct HttpRequest {
  std::string method = "GET";
  std::string target = "/";
  std::vector<std::pair<std::string, std::string>> fields = {};  ///< besides Host, User-Agent, Accept and Content-Length
  std::string body = {};
};

/// `[2001:db8::1]:8080`: an IPv6 address in brackets; the port only where it is not the scheme's own (RFC 9110 section 7.2).
std::string authority_of(const Peer& peer);

/// The request on the wire. `last`: the server is asked to close the connection after its response.
Bytes to_bytes(const HttpRequest& request, const Peer& peer, bool last);

}  // namespace flowvet::probe
