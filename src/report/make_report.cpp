// Joins plan, observations and verdicts into one value that any writer can print without asking anybody else.
// Last pure stage of the road: Verdicts -> make_report() -> Report -> one writer per format.
#include "flowvet/report/report.hpp"

#include "report/controls.hpp"
#include "report/local_steps.hpp"
#include "report/mapped_ports.hpp"
#include "report/mtu_words.hpp"
#include "report/proxy_words.hpp"

#include <algorithm>

namespace flowvet::report {
namespace {

const probe::ProbeResult* result_of(const probe::Observations& observations, std::size_t probe) {
  if (probe >= observations.size() || !observations[probe]) return nullptr;
  return &*observations[probe];
}

void add_observation(CheckReport& check, const plan::Probe& planned, const probe::Observation& observation) {
  check.address = to_text(observation.address);
  if (observation.source) check.source = to_text(*observation.source);
  check.attempts = observation.attempts;
  check.facts = observation.facts;
  if (planned.mapped) check.port = observation.port;
  std::ranges::move(named_port_facts(planned, observation), std::back_inserter(check.facts));
  if (observation.path) check.path = *observation.path;
  if (observation.responder) check.responder = *observation.responder;
  check.mtu = observation.mtu;
  if (judge::origin_of(observation) == judge::Origin::nearer) check.facts.emplace_back("answered-by", "something nearer than the host");
  if (const auto* deciding = judge::deciding_attempt(observation, check.transport, !check.service.empty()))
    check.deciding = static_cast<std::size_t>(deciding - observation.attempts.data());
}

/// It must be closed and is open: no cause hinders it, so none is named.
bool is_unwanted(const judge::CheckVerdict& check) {
  return check.expect == site::Expect::closed && check.verdict == judge::Verdict::fail;
}

constexpr std::string_view how_to_close = "Close the port between the two hosts, or correct the expectation in the site file.";

std::string next_step_of(const CheckReport& check) {
  if (check.verdict.verdict == judge::Verdict::pass) return {};
  if (const auto fault = proxy_fault_of(check); fault != judge::ProxyFault::none) return std::string{judge::next_step(fault)};
  if (is_held_back_by_mtu(check)) return std::string{mtu_next_step};
  if (const auto step = local_next_step(check); !step.empty()) return std::string{step};
  return std::string{is_unwanted(check.verdict) ? how_to_close : judge::next_step(check.verdict.cause)};
}

/// Whether it says more about what to do than the cause alone.
bool has_next_step_of_its_own(const CheckReport& check) {
  const bool at_home = proxy_fault_of(check) != judge::ProxyFault::none || !local_next_step(check).empty();
  return !check.next_step.empty() && (at_home || is_held_back_by_mtu(check));
}

/// That of the check that gave the flow its cause, where the cause alone does not say what to do.
std::string next_step_of(const FlowReport& flow, const judge::FlowVerdict& verdict) {
  if (flow.verdict == judge::Verdict::pass) return {};
  const auto special = std::ranges::find_if(
      flow.checks, [&](const CheckReport& check) { return check.verdict.cause == flow.cause && has_next_step_of_its_own(check); });
  const auto plain = std::ranges::find_if(flow.checks, [&](const CheckReport& check) {
    return check.verdict.cause == flow.cause && check.verdict.verdict == judge::Verdict::fail && !has_next_step_of_its_own(check);
  });
  if (special != flow.checks.end() && (plain == flow.checks.end() || !is_held_back_by_mtu(*special))) return special->next_step;
  const bool unwanted = flow.cause == judge::Cause::none && std::ranges::any_of(verdict.checks, is_unwanted);
  return std::string{unwanted ? how_to_close : judge::next_step(flow.cause)};
}

/// A flow's check verdicts name their probes; no flow has two checks of one probe that differ in the reason.
std::optional<catalog::Unproven> why_unproven(const plan::PlannedFlow& flow, std::size_t probe) {
  const auto check = std::ranges::find(flow.checks, probe, &plan::Check::probe);
  return check == flow.checks.end() ? std::nullopt : check->unproven;
}

CheckReport report_check(const plan::Plan& plan, const plan::PlannedFlow& flow, const probe::Observations& observations,
                         const judge::CheckVerdict& verdict) {
  const auto& planned = plan.probes.at(verdict.probe);
  CheckReport check;
  check.host = planned.host;
  if (planned.proxy) check.via = to_text(*planned.proxy);
  check.transport = planned.transport;
  check.port = planned.port;
  check.service = planned.service;
  check.way = planned.way;
  check.unproven = why_unproven(flow, verdict.probe);
  check.verdict = verdict;
  if (const auto* result = result_of(observations, verdict.probe)) {
    check.resolution = result->resolution;
    if (verdict.observation < result->observations.size()) add_observation(check, planned, result->observations[verdict.observation]);
  }
  check.next_step = next_step_of(check);
  return check;
}

void add_note(std::string& note, const std::string& sentence) {
  if (!note.empty() && !sentence.empty()) note += "; ";
  note += sentence;
}

FlowReport report_flow(const plan::Plan& plan, const probe::Observations& observations, std::size_t index,
                       const judge::FlowVerdict& verdict) {
  FlowReport flow;
  flow.flow = plan.flows.at(index);
  flow.verdict = verdict.verdict;
  flow.certainty = verdict.certainty;
  flow.cause = verdict.cause;
  add_note(flow.flow.note, mapped_ports_note(plan, flow.flow, observations));
  flow.checks.reserve(verdict.checks.size());
  for (const auto& check : verdict.checks) flow.checks.push_back(report_check(plan, flow.flow, observations, check));
  flow.next_step = next_step_of(flow, verdict);
  return flow;
}

void count(Summary& summary, const FlowReport& flow) {
  switch (flow.verdict) {
    case judge::Verdict::pass:
      ++summary.pass;
      return;
    case judge::Verdict::degraded:
      ++summary.degraded;
      break;
    case judge::Verdict::fail:
      ++summary.fail;
      break;
    case judge::Verdict::unknown:
      ++summary.unknown;
      break;
    case judge::Verdict::skipped:
      ++summary.skipped;
      return;
  }
  if (flow.flow.weight == plan::Weight::optional) ++summary.warnings;
}

}  // namespace

Report make_report(const plan::Plan& plan, const probe::Observations& observations, const judge::Verdicts& verdicts,
                   const RunFacts& facts) {
  Report report;
  report.role = plan.role;
  report.role_name = plan.role_name;
  report.site = plan.site;
  report.run = facts;
  report.complete = verdicts.complete;
  report.controls = report_controls(plan, observations, verdicts);
  report.skipped = plan.skipped;
  report.summary.skipped = plan.skipped.size();
  for (std::size_t i = 0; i < verdicts.flows.size(); ++i) {
    report.flows.push_back(report_flow(plan, observations, i, verdicts.flows[i]));
    count(report.summary, report.flows.back());
  }
  for (std::size_t i = 0; i < verdicts.outcomes.size(); ++i) {
    const auto& outcome = plan.outcomes.at(i);
    report.outcomes.push_back({outcome.id, outcome.title, verdicts.outcomes[i].verdict, verdicts.outcomes[i].because});
  }
  note_controls(report);
  return report;
}

}  // namespace flowvet::report
