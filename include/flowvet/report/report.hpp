// The end of the road: everything that a reader of a run may want, as plain values; each format has one writer.
#pragma once

#include "flowvet/judge/inbound.hpp"
#include "flowvet/judge/judge.hpp"
#include "flowvet/probe/identity.hpp"
#include "flowvet/probe/responder_seen.hpp"

#include <chrono>
#include <memory>
#include <optional>
#include <ostream>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace flowvet::report {

/// When and where a run was made.
struct RunFacts {
  std::chrono::system_clock::time_point started;
  std::chrono::milliseconds took{};
  std::string host;     ///< name of the host that ran it
  std::string version;  ///< of flowvet
  std::optional<probe::NetworkIdentity> network;  ///< nullopt in reports of earlier versions
};

struct CheckReport {
  std::string host;     ///< as the site names it
  std::string via;      ///< the proxy, "proxy01:3128"; empty for a straight check
  std::string address;  ///< that was connected to: the host's, or the proxy's; empty when the name has none
  std::string source;   ///< our own address towards it, or empty
  catalog::Transport transport = catalog::Transport::tcp;
  std::uint16_t port = 0;
  std::string service;
  std::optional<catalog::Unproven> unproven;  ///< why no handshake is documented
  judge::CheckVerdict verdict;
  std::string next_step;
  std::vector<probe::Attempt> attempts;
  std::optional<std::size_t> deciding;  ///< the attempt that decided the verdict: index into `attempts`
  std::vector<probe::Fact> facts;
  std::optional<probe::Path> path;
  plan::Way way = plan::Way::forward;
  std::optional<probe::ResponderSeen> responder;
  std::shared_ptr<const probe::PathMtu> mtu;  ///< null where it was not measured
  std::optional<judge::InboundEvidence> inbound;  ///< of a check of this host's own state; nothing was sent then
  probe::Resolution resolution;
};

struct FlowReport {
  plan::PlannedFlow flow;
  judge::Verdict verdict = judge::Verdict::unknown;
  judge::Certainty certainty = judge::Certainty::none;
  judge::Cause cause = judge::Cause::none;
  std::string next_step;  ///< one plain sentence, empty for a pass
  std::vector<CheckReport> checks;
};

struct OutcomeReport {
  std::string id;
  catalog::Text title;
  judge::Verdict verdict = judge::Verdict::unknown;
  std::vector<FlowId> because;
};

/// A connection to a port on which nothing can listen, at one address of a host.
struct ControlReport {
  std::string host;  ///< as the site names it
  std::string address;
  std::uint16_t port = 0;
  judge::Outcome outcome = judge::Outcome::cut;
};

/// Flows by verdict; with the skipped ones they are all flows of the role.
struct Summary {
  std::size_t pass = 0, degraded = 0, fail = 0, unknown = 0, skipped = 0;
  std::size_t warnings = 0;  ///< how many of the degraded, failed and unknown flows are optional: they never fail a run
};

struct Report {
  RoleId role;
  std::string role_name;
  std::string site;
  RunFacts run;
  bool inbound = false;  ///< what could come in was looked at; `flows` are those that arrive here
  bool complete = true;
  Summary summary;
  std::vector<OutcomeReport> outcomes;
  std::vector<ControlReport> controls;
  std::vector<FlowReport> flows;
  std::vector<plan::SkippedFlow> skipped;
};

Report make_report(const plan::Plan& plan, const probe::Observations& observations, const judge::Verdicts& verdicts, const RunFacts& facts);

/// DESIGN section 4: 0, 1 or 2. `strict` counts degraded as failed.
int exit_status(const Report& report, bool strict);

struct WriteOptions {
  bool colour = false;
  bool all = false;          ///< text: also every passing check, not only flows
  std::size_t columns = 100; ///< text: width to aim for
};

/// One format: a word for `--format` and its writer.
struct Format {
  std::string_view name;
  std::string_view title;
  void (*write)(const Report&, std::ostream&, const WriteOptions&);
};

/// All formats, the default one first.
std::span<const Format> formats();

/// The format of this name, or nullptr.
const Format* find_format(std::string_view name);

}  // namespace flowvet::report
