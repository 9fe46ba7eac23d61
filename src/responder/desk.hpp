// Where every message of a responder arrives: who asks, whether that is new, and what is to be answered. Pure but for what it
// remembers: no sockets, no clock of its own. A stranger gets nothing, and leaves nothing behind.
#pragma once

#include "flowvet/plan/inbound.hpp"
#include "responder/message.hpp"
#include "responder/rate_limit.hpp"
#include "responder/replay_window.hpp"
#include "responder/session_counts.hpp"

#include <functional>
#include <optional>
#include <span>
#include <vector>

namespace flowvet::responder {

/// What is known of a message besides its bytes.
struct Arrival {
  catalog::Transport transport = catalog::Transport::udp;
  Endpoint source;
  Endpoint target;
  std::uint8_t hops_left = 0;  ///< 0: unknown
};

enum class Caller : std::uint8_t {
  stranger,  ///< whoever it is does not have the token
  replay,    ///< somebody repeats what a client sent, or the network doubled it
  client,
};

struct Decision {
  Caller caller = Caller::stranger;
  std::optional<Answer> answer;       ///< to be sent, unless a call-back comes first; none: nothing goes back
  std::optional<CallBack> call_back;  ///< to be carried out; its report goes into the answer
  bool is_look = false;               ///< about another port than the one that it reached
};

/// What a responder lets its clients do.
struct Limits {
  RateLimit asks{{5'000, 20'000}, {20'000, 40'000}};
  RateLimit refusals{{100, 1'000}, {1'000, 5'000}};  ///< "busy" and "clock off" are answers too
  RateLimit call_backs{{10, 100}, {100, 400}};
  ReplayWindow nonces{};
};

class Desk {
 public:
  /// Whether the responder itself holds a port at an address of this host.
  using Holds = std::function<bool(catalog::Transport, const Endpoint&)>;

  Desk(const Keys& keys, std::vector<plan::InboundPorts> callable, Holds holds, Limits limits = {});

  Decision take(ByteView bytes, const Arrival& arrival, WallTime now, SteadyTime steady);

  [[nodiscard]] Bytes write(const Answer& answer) const { return responder::write(answer, keys_); }
  [[nodiscard]] Bytes write(const Call& call) const { return responder::write(call, keys_); }

 private:
  Decision refuse(Answer answer, Status status, SteadyTime steady);
  Decision consider(const Ask& ask, Answer answer, SteadyTime steady);
  Decision call_back(const Ask& ask, Answer answer, SteadyTime steady);
  Decision look(const Ask& ask, Answer answer) const;

  Keys keys_;
  std::vector<plan::InboundPorts> callable_;
  Holds holds_;
  Limits limits_;
  SessionCounts counts_;
};

}  // namespace flowvet::responder
