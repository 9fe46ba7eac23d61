// The near end of the responder protocol, for one check at one address and port: writes the asks, believes only answers to them, and
// counts both. No sockets: far_end/dialogue.cpp carries the messages.
#pragma once

#include "flowvet/probe/responder_seen.hpp"
#include "probe/deadline.hpp"
#include "responder/message.hpp"

#include <random>
#include <vector>

namespace flowvet::probe::far_end {

/// What an ask wants beside an answer.
struct Wish {
  responder::Verb verb = responder::Verb::probe;
  std::optional<responder::CallBack> call_back{};  ///< with Verb::call_back and Verb::look
  std::uint16_t size = responder::smallest_message;
  std::uint16_t answer_size = 0;
};

class Asking {
 public:
  /// A check of its own. `keys` outlive it.
  Asking(const responder::Keys& keys, std::mt19937_64& random);
  /// The same check again: its session and its counts go on.
  Asking(const responder::Keys& keys, std::mt19937_64& random, const ResponderSeen& before);

  /// A new ask from our end to the responder's.
  Bytes next(const SocketAddress& from, const SocketAddress& to, const Wish& wish = {});

  /// The answer to one of the asks, once. Whatever else has the protocol's form is counted as foreign.
  std::optional<responder::Answer> take(ByteView message);

  /// How long the last answer took.
  [[nodiscard]] std::chrono::microseconds round_trip() const { return round_trip_; }
  [[nodiscard]] const responder::Keys& keys() const { return keys_; }
  [[nodiscard]] const ResponderSeen& seen() const { return seen_; }

 private:
  struct Asked {
    responder::Nonce nonce;
    SocketAddress from, to;
    responder::WallTime sent;
    Clock::time_point at;
    bool answered = false;
  };

  void note(const responder::Answer& answer, const Asked& asked);

  const responder::Keys& keys_;
  std::mt19937_64& random_;
  std::vector<Asked> asked_;
  std::chrono::microseconds round_trip_{};
  ResponderSeen seen_;
};

}  // namespace flowvet::probe::far_end
