// Every handshake of the table against a peer that says anything at all, in pieces of any size: it must end, and never throw.
// An input is a line that names the handshake ("tcp ssh", "udp radius secret"), a byte for the size of the pieces, and what the
// peer says.
#include "fuzzed_channel.hpp"
#include "probe/handshakes/handshake.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <algorithm>
#include <exception>
#include <string>
#include <string_view>

using namespace flowvet::probe;

namespace {

/// The nonce of the scripted tests, so that their replies are in the corpus.
Peer fuzzed_peer(bool named_by_mapper, bool with_secret) {
  Peer peer;
  peer.name = "peer.example";
  peer.port = 80;
  peer.source = flowvet::parse_address("10.1.2.3");
  if (named_by_mapper) peer.interfaces = {{{1}, 1}, {{2}, 1}};
  if (with_secret) peer.secret = std::make_shared<const flowvet::Secret>("file radius.secret", "xyzzy5461");
  for (std::size_t i = 0; i < peer.nonce.size(); ++i) peer.nonce[i] = static_cast<std::uint8_t>(0x31 + 7 * i);
  return peer;
}

constexpr std::string_view secret_word = " secret";

/// The handshake that the line names; for any other line one that its first letter chooses.
const Handshake& chosen(std::string_view line) {
  for (const Handshake& handshake : handshakes()) {
    const bool udp = handshake.service.transport == flowvet::catalog::Transport::udp;
    if (line == std::string(udp ? "udp " : "tcp ") + std::string(handshake.service.name)) return handshake;
  }
  return handshakes()[line.empty() ? 0 : static_cast<unsigned char>(line.front()) % handshakes().size()];
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView input(data, size);
  const auto end = static_cast<std::size_t>(std::ranges::find(input, std::uint8_t{'\n'}) - input.begin());
  if (end + 2 > size) return 0;
  std::string_view line(reinterpret_cast<const char*>(data), end);
  const bool with_secret = line.ends_with(secret_word);
  if (with_secret) line.remove_suffix(secret_word.size());
  const Handshake& handshake = chosen(line);
  if (handshake.dialogue == nullptr) return 0;
  const std::uint8_t piece = data[end + 1];
  const ByteView said = input.subspan(end + 2);
  FuzzedChannel channel(said, 1U + piece, piece % 2 == 0 ? ErrorKind::closed : ErrorKind::timed_out);
  boost::asio::io_context context;
  bool ended = false;
  boost::asio::co_spawn(context, handshake.dialogue(channel, fuzzed_peer(piece % 4 >= 2, with_secret)),
                        [&](std::exception_ptr error, const Io<Finding>& finding) {
                          REQUIRE_ALWAYS(!error);
                          // TLS always succeeds here and proves the service `tls` by itself.
                          if (said.empty() && handshake.service.name != "tls") REQUIRE_ALWAYS(!finding || finding->reply != Reply::valid);
                          ended = true;
                        });
  context.run();
  REQUIRE_ALWAYS(ended);
  return 0;
}
