// The Session Recording Server's broker: an IIS application under /SessionRecordingBroker, shown by contrast with an address that
// IIS cannot have. Source: Citrix documentation, "Verify component connections".
#include "probe/handshakes/contrast.hpp"

namespace flowvet::probe {

namespace {
constexpr std::array answers{200, 301, 302, 303, 307, 308, 401, 403};
}

Task<Io<Finding>> session_recording(Channel& channel, Peer peer) {
  return contrast_dialogue(channel, peer, {"HEAD", "/SessionRecordingBroker", "", answers, "Session Recording"});
}

}  // namespace flowvet::probe
