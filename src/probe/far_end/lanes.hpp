// Whom the next attempt of a probe speaks to: the documented service, or a responder in its place. Pure; carry_out.cpp does it.
#pragma once

#include "flowvet/plan/plan.hpp"
#include "flowvet/probe/observation.hpp"

#include <cstdint>

namespace flowvet::probe::far_end {

enum class Lane : std::uint8_t {
  service,
  responder,
  service_then_responder,  ///< both over one connection: the service would punish a second one
  nobody,                  ///< nothing is to be sent here now
};

class Lanes {
 public:
  explicit Lanes(const plan::Probe& probe);

  [[nodiscard]] Lane now() const { return now_; }

  /// Datagrams go to both in turn, so that silence takes no longer than with one of them.
  [[nodiscard]] bool alternates() const { return alternates_; }

  /// Nothing came back: the next attempt of the same probe follows.
  void met_silence();

  /// Something came back to an attempt of this lane. Returns whether that leaves a question for the other one, which is then now().
  /// `lossy`: packets have been lost on this run, so that an ask over a stream may have come too late.
  bool goes_on_after(Lane lane, const Attempt& attempt, bool lossy);

 private:
  bool turn_to(Lane lane);

  bool stream_;           ///< over TCP, where the connection is there or not, whoever is asked
  bool service_known_;
  bool responder_wanted_;
  bool alternates_ = false;
  bool responder_asked_ = false;  ///< something came back, and no responder said it
  bool asked_twice_ = false;
  Lane now_ = Lane::service;
};

}  // namespace flowvet::probe::far_end
