// Nothing in a request comes from a peer, so nothing needs to be escaped.
#include "probe/handshakes/http_request.hpp"

#include "probe/handshakes/web.hpp"

namespace flowvet::probe {

std::string authority_of(const Peer& peer) {
  const bool v6 = peer.name.find(':') != std::string::npos;
  std::string authority = v6 ? "[" + peer.name + "]" : peer.name;
  const std::uint16_t usual_port = speaks_tls(peer.port) ? 443 : 80;
  if (peer.port != usual_port) authority += ":" + std::to_string(peer.port);
  return authority;
}

Bytes to_bytes(const HttpRequest& request, const Peer& peer, bool last) {
  std::string text = request.method + " " + request.target + " HTTP/1.1\r\nHost: " + authority_of(peer) +
                     "\r\nUser-Agent: flowvet/" FLOWVET_VERSION "\r\nAccept: */*\r\n";
  for (const auto& [name, value] : request.fields) text += name + ": " + value + "\r\n";
  if (!request.body.empty()) text += "Content-Length: " + std::to_string(request.body.size()) + "\r\n";
  if (last) text += "Connection: close\r\n";
  return to_bytes(text + "\r\n" + request.body);
}

}  // namespace flowvet::probe
