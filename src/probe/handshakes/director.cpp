// Citrix Director: an IIS application under /Director, shown by contrast with an address that IIS cannot have.
// Source: Citrix documentation of the address; 401 where the site uses integrated authentication.
#include "probe/handshakes/contrast.hpp"

namespace flowvet::probe {

namespace {
constexpr std::array answers{200, 301, 302, 303, 307, 308, 401, 403};
}

Task<Io<Finding>> director(Channel& channel, Peer peer) {
  return contrast_dialogue(channel, peer, {"HEAD", "/Director", "", answers, "Director"});
}

}  // namespace flowvet::probe
