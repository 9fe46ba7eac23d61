// Does what was observed meet what is documented? Pure: Plan + Observations -> judge() -> Verdicts.
#pragma once

#include "flowvet/plan/plan.hpp"
#include "flowvet/probe/observation.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace flowvet::judge {

/// What happened to a check, a closed list; the rows of DESIGN's first table.
enum class Outcome : std::uint8_t {
  answered,    ///< the documented service replied and its reply was checked
  accepted,    ///< TCP handshake completed, and no request is known that would prove what stands behind it
  mute,        ///< TCP handshake completed, but the service did not answer a request that it must answer
  mismatched,  ///< something replied, but not the documented service
  refused,     ///< RST, or ICMP port unreachable, from the destination itself
  rejected,    ///< ICMP unreachable or prohibited from a device on the way, or from the destination with an administrative code
  silent,      ///< nothing came back in any attempt
  unresolved,  ///< the name has no address
  unroutable,  ///< no route, or the last hop says that the host is absent
  local,       ///< this host prevented it
  cut,         ///< the run was interrupted
};

enum class Verdict : std::uint8_t { pass, degraded, fail, unknown, skipped };
/// How well the evidence carries a pass, or the finding that something is open which must be closed.
/// `proven`: an application reply, or an explicit refusal where nothing may get through; `connection`: a TCP handshake, or a
/// refusal that shows the path; `none`: silence where nothing may get through, and whatever is neither.
enum class Certainty : std::uint8_t { proven, connection, none };

/// Why something is not a pass; named only when the evidence determines it.
enum class Cause : std::uint8_t {
  none, dns, no_route, host_down, dropped, rejected, not_listening, no_answer, wrong_service, tls,
  intercepted, proxy_needed, local_firewall, local_limit, rate_limited, not_installed, undetermined,
};

/// Who made an answer that came in the host's name.
enum class Origin : std::uint8_t {
  unclear,
  host,    ///< it comes from as far away as the host's other answers
  nearer,  ///< it comes from something on the way
};

struct CheckVerdict {
  std::size_t probe = 0;        ///< index into Plan::probes
  std::size_t observation = 0;  ///< index into ProbeResult::observations; meaningless when the name has no address
  RoleId to;
  site::Expect expect = site::Expect::serve;
  Outcome outcome = Outcome::cut;
  Verdict verdict = Verdict::unknown;
  Certainty certainty = Certainty::none;
  Cause cause = Cause::none;
};

struct FlowVerdict {
  Verdict verdict = Verdict::unknown;
  Certainty certainty = Certainty::none;
  Cause cause = Cause::none;
  std::vector<CheckVerdict> checks;  ///< one per check and address, in plan order
};

struct OutcomeVerdict {
  Verdict verdict = Verdict::unknown;
  std::vector<FlowId> because;  ///< the flows that keep it from passing
};

/// What one control met at one address of its host: a connection to a port on which nothing can listen.
struct ControlVerdict {
  std::size_t probe = 0;        ///< index into Plan::probes
  std::size_t observation = 0;  ///< index into ProbeResult::observations
  Outcome outcome = Outcome::cut;
};

struct Verdicts {
  std::vector<FlowVerdict> flows;        ///< indexed like Plan::flows
  std::vector<OutcomeVerdict> outcomes;  ///< indexed like Plan::outcomes
  std::vector<ControlVerdict> controls;  ///< in the order of Plan::controls, one for each address
  bool complete = true;                  ///< false when a planned probe has no finished observation
};

/// Who refused the connection or completed the handshake, as far as the trace tells; `unclear` without one.
Origin origin_of(const probe::Observation& observation);

/// The one place where raw evidence becomes an outcome. `service_known`: the probe had a handshake to make.
Outcome classify(const probe::Observation& observation, catalog::Transport transport, bool service_known);

/// The attempt that decided classify()'s answer to the same arguments; nullptr when there was none.
const probe::Attempt* deciding_attempt(const probe::Observation& observation, catalog::Transport transport = catalog::Transport::tcp,
                                       bool service_known = true);

/// Verdict, certainty and cause of one check: DESIGN's second table.
struct Judgement {
  Verdict verdict = Verdict::unknown;
  Certainty certainty = Certainty::none;
  Cause cause = Cause::none;

  friend bool operator==(const Judgement&, const Judgement&) = default;
};
/// `on_this_host`: the destination is this host itself, so that no device on the way can have forged a refusal.
Judgement judge_check(Outcome outcome, site::Expect expect, const plan::Probe& probe, const probe::Attempt* attempt,
                      bool on_this_host = false, Origin origin = Origin::unclear);

Verdicts judge(const plan::Plan& plan, const probe::Observations& observations);

/// One plain sentence for a cause, and one next step. Both empty for Cause::none, which a flow that fails has only when it is
/// open although it is expected to be closed.
std::string_view sentence(Cause cause);
std::string_view next_step(Cause cause);

}  // namespace flowvet::judge

namespace flowvet::base {
template <>
inline constexpr std::array word_table<judge::Outcome>{Word{judge::Outcome::answered, "answered"},
                                                       Word{judge::Outcome::accepted, "accepted"},
                                                       Word{judge::Outcome::mute, "mute"},
                                                       Word{judge::Outcome::mismatched, "mismatched"},
                                                       Word{judge::Outcome::refused, "refused"},
                                                       Word{judge::Outcome::rejected, "rejected"},
                                                       Word{judge::Outcome::silent, "silent"},
                                                       Word{judge::Outcome::unresolved, "unresolved"},
                                                       Word{judge::Outcome::unroutable, "unroutable"},
                                                       Word{judge::Outcome::local, "local"},
                                                       Word{judge::Outcome::cut, "cut"}};
template <>
inline constexpr std::array word_table<judge::Verdict>{Word{judge::Verdict::pass, "pass"}, Word{judge::Verdict::degraded, "degraded"},
                                                       Word{judge::Verdict::fail, "fail"}, Word{judge::Verdict::unknown, "unknown"},
                                                       Word{judge::Verdict::skipped, "skipped"}};
template <>
inline constexpr std::array word_table<judge::Certainty>{
    Word{judge::Certainty::proven, "proven"}, Word{judge::Certainty::connection, "connection"}, Word{judge::Certainty::none, "none"}};
template <>
inline constexpr std::array word_table<judge::Cause>{
    Word{judge::Cause::none, "none"},
    Word{judge::Cause::dns, "dns"},
    Word{judge::Cause::no_route, "no-route"},
    Word{judge::Cause::host_down, "host-down"},
    Word{judge::Cause::dropped, "dropped"},
    Word{judge::Cause::rejected, "rejected"},
    Word{judge::Cause::not_listening, "not-listening"},
    Word{judge::Cause::no_answer, "no-answer"},
    Word{judge::Cause::wrong_service, "wrong-service"},
    Word{judge::Cause::tls, "tls"},
    Word{judge::Cause::intercepted, "intercepted"},
    Word{judge::Cause::proxy_needed, "proxy-needed"},
    Word{judge::Cause::local_firewall, "local-firewall"},
    Word{judge::Cause::local_limit, "local-limit"},
    Word{judge::Cause::rate_limited, "rate-limited"},
    Word{judge::Cause::not_installed, "not-installed"},
    Word{judge::Cause::undetermined, "undetermined"}};
}  // namespace flowvet::base
