// Any answer to CONNECT, in pieces of any size: the dialogue ends, and only a whole success of HTTP opens a tunnel.
// An input is a byte for the size of the pieces, and what the proxy says.
#include "fuzzed_channel.hpp"
#include "probe/handshakes/http_connect.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <cstdint>
#include <exception>
#include <string_view>

using namespace flowvet::probe;

namespace {

void check_tunnel(const Tunnel& tunnel, std::string_view said) {
  REQUIRE_ALWAYS(tunnel.open == tunnel.detail.empty());
  REQUIRE_ALWAYS(tunnel.status == 0 || (tunnel.status >= 101 && tunnel.status <= 999));
  if (!tunnel.open) return;
  REQUIRE_ALWAYS(tunnel.status / 100 == 2);
  REQUIRE_ALWAYS(said.starts_with("HTTP/1.") && said.find("\n") != std::string_view::npos);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::uint8_t piece = data[0];
  const ByteView bytes(data + 1, size - 1);
  const std::string_view said(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  FuzzedChannel channel(bytes, 1U + piece, piece % 2 == 0 ? ErrorKind::closed : ErrorKind::timed_out);
  boost::asio::io_context context;
  bool ended = false;
  boost::asio::co_spawn(context, open_tunnel(channel, "peer.example:443"), [&](std::exception_ptr error, const Io<Tunnel>& tunnel) {
    REQUIRE_ALWAYS(!error);
    if (tunnel) check_tunnel(*tunnel, said);
    ended = true;
  });
  context.run();
  REQUIRE_ALWAYS(ended);
  return 0;
}
