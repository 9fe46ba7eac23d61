// ICA (TCP 1494): the server speaks first and repeats itself. Nothing is sent, because an echo of the banner would make the VDA
// start a session. Source: public captures; nmap and nDPI describe the same bytes.
#include "probe/handshakes/handshake.hpp"

#include <algorithm>

namespace flowvet::probe {

namespace {
constexpr std::array<std::uint8_t, 6> banner{0x7f, 0x7f, 'I', 'C', 'A', 0x00};
}

Task<Io<Finding>> ica(Channel& channel, Peer) {
  const auto bytes = co_await channel.read_exactly(banner.size());
  if (!bytes) co_return bytes.error();
  if (!std::ranges::equal(*bytes, banner)) co_return mismatch("the first bytes are not the ICA banner");
  co_return proven({}, "ICA banner");
}

}  // namespace flowvet::probe
