// The contrast test for applications that have an address of their own but no reply of their own: what answers there must answer
// differently at an address that nobody can have. It takes servers that answer everything alike out of the passes.
#pragma once

#include "probe/handshakes/web.hpp"

#include <span>

namespace flowvet::probe {

struct Contrast {
  std::string_view method;       ///< HEAD, or GET where the application gives HEAD another answer
  std::string_view documented;   ///< "/Director"
  std::string_view suffix;       ///< of the made-up address, after "/" and random letters
  std::span<const int> answers;  ///< the statuses that the application may give there
  std::string_view product;
};

/// Asks for the documented address, then on the same connection for a made-up one. Where both are answered alike, or the server
/// closes in between, nothing is shown about the product: undecided().
Task<Io<Finding>> contrast_dialogue(Channel& channel, Peer peer, Contrast contrast);

}  // namespace flowvet::probe
