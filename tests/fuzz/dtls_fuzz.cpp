// Whatever a server's datagram holds: a cookie lies within it, and a hello with that cookie is no reply itself.
#include "probe/handshakes/dtls_message.hpp"
#include "require.hpp"

using namespace flowvet::probe;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto reply = parse_dtls_reply({data, size});
  if (!reply) return 0;
  REQUIRE_ALWAYS(reply->cookie.size() < size);
  REQUIRE_ALWAYS((reply->kind == DtlsReply::Kind::verify_request) == !reply->cookie.empty());
  REQUIRE_ALWAYS(!parse_dtls_reply(dtls_client_hello({Bytes(32, 1), "peer.example", reply->cookie, 1})));
  return 0;
}
