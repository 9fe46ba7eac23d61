// The Secure Ticket Authority: its address answers a GET with 406, and that is its healthy answer; tickets are only made by POST,
// which is never sent. Software that refuses every request with 406 exists, so a made-up address must be answered otherwise.
// Source: production monitors that expect 406; CTX132334.
#include "probe/handshakes/contrast.hpp"

namespace flowvet::probe {

namespace {
constexpr std::array answers{406};
}

Task<Io<Finding>> sta(Channel& channel, Peer peer) {
  return contrast_dialogue(channel, peer, {"GET", "/scripts/ctxsta.dll", ".dll", answers, "a ticket authority"});
}

}  // namespace flowvet::probe
