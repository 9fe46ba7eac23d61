// The controls of a run, and what they take away from a connection to the same address.
// judge() reads them before it judges any flow.
#pragma once

#include "flowvet/judge/judge.hpp"

#include <map>
#include <vector>

namespace flowvet::judge {

/// What the controls at an address say about connections to it.
enum class Control : std::uint8_t {
  quiet,        ///< none was accepted, or none was made
  mixed,        ///< one was accepted and another refused: a stray service, or something that answers for a part of the ports
  accepts_all,  ///< one was accepted and none refused: something completes every handshake
};

/// What each control met. One that was never carried out, or whose host has no address, says nothing and is left out.
std::vector<ControlVerdict> judge_controls(const plan::Plan& plan, const probe::Observations& observations);

/// The controls by address: whatever name led there, the connection is the same.
class Controls {
 public:
  Controls(const std::vector<ControlVerdict>& controls, const probe::Observations& observations);

  [[nodiscard]] Control at(const IpAddress& address) const;

 private:
  struct Seen {
    bool accepted = false;
    bool refused = false;
  };
  std::map<IpAddress, Seen> seen_;
};

/// A TCP check's judgement beside the controls of its address. A handshake that something else may have completed shows neither
/// that the flow works nor that the host is open. What is left as judge_check() has it:
/// everything where the controls are quiet, and everything that did not come from a handshake or proves itself.
///
/// | outcome    | serve                                                   | path    | closed  |
/// |------------|---------------------------------------------------------|---------|---------|
/// | accepted   | unknown                                                 | unknown | unknown |
/// | mute       | fails as before, or unknown where no answer was due     | unknown | unknown |
/// | mismatched | fails as before: whatever answers, it is not the service | unknown | unknown |
/// | others     | as before                                               | as before | as before |
///
/// The cause is `intercepted` where all is accepted, of a mute service too, and `undetermined` where the controls are mixed.
Judgement beside_control(const Judgement& judged, Outcome outcome, site::Expect expect, Control control);

}  // namespace flowvet::judge
