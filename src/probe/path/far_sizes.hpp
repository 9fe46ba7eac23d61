// The asks of one size survey by a responder. Each size is a session of its own, so that the responder can say afterwards how many
// asks of that size came to it: what is lost on the way there is told from what is lost on the way back.
#pragma once

#include "flowvet/probe/path_mtu.hpp"
#include "probe/attempt.hpp"
#include "probe/far_end/asking.hpp"

#include <map>
#include <optional>

namespace flowvet::probe::path {

class FarSizes {
 public:
  /// `target` is where the responder answers, which knows that port as `port_there`. `keys` outlive it.
  FarSizes(Loop& loop, const responder::Keys& keys, Target target, std::uint16_t port_there);

  /// Where asks of this size go, and by which session. Valid as long as this.
  const Target& at(std::uint16_t size);

  /// What the responder says of the asks that make a size of the survey vanish; nullopt where none does, or it does not say.
  Task<std::optional<AskCount>> count_unanswered(const SizeSurvey& survey, std::chrono::microseconds rtt);

 private:
  struct Session {
    Session(const responder::Keys& keys, std::mt19937_64& random, const Target& to) : asking(keys, random), target(to) {
      target.asking = &asking;
    }
    far_end::Asking asking;
    Target target;
  };

  Session& session_of(std::uint16_t size);
  /// How many asks of this session came to the responder.
  Task<std::optional<int>> arrived(Session& session, std::chrono::microseconds rtt);

  Loop& loop_;
  const responder::Keys& keys_;
  Target target_;
  std::uint16_t port_there_;
  std::map<std::uint16_t, Session> sessions_;
};

}  // namespace flowvet::probe::path
