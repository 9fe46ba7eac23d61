// What stands against each flow comes from the evidence of the newest finished run; how long it has been so, from the memory.
#include "agent/web/page/trouble_view.hpp"

#include "agent/kept_report.hpp"
#include "agent/web/page/terms.hpp"
#include "agent/web/page/words.hpp"
#include "flowvet/report/ticket.hpp"
#include "report/evidence_words.hpp"
#include "report/findings.hpp"
#include "report/layout.hpp"
#include "report/ticket_words.hpp"

#include <algorithm>
#include <map>
#include <sstream>

namespace flowvet::agent::web::page {
namespace {

using judge::Verdict;
using report::whole_text;

constexpr std::size_t most_lines_of_a_flow = 4;

/// One destination that does not work: what was seen there and what to do.
struct Trouble {
  std::string seen;
  std::string next_step;
  judge::Cause cause = judge::Cause::none;
  bool open = false;  ///< although it is expected to be closed
};

using Troubles = std::map<std::string, std::vector<Trouble>>;  ///< by flow

Trouble trouble_of(const report::TicketLine& line) {
  return {report::destination_of(line) + " " + report::service_of(line) + ": " + whole_text(line.seen), whole_text(line.next_step),
          line.cause, line.close};
}

Trouble trouble_of(const report::CheckReport& check) {
  return {report::host_label(check) + " " + report::target_in_words(check.transport, report::port_in_words(check.port)) + ": " +
              whole_text(report::check_in_words(check)),
          whole_text(check.next_step), check.verdict.cause, false};
}

Troubles troubles_of(const report::Report& kept) {
  Troubles troubles;
  for (const auto& line : report::make_ticket(kept)) troubles[line.flow.text].push_back(trouble_of(line));
  for (const auto& flow : kept.flows) {
    if (flow.verdict != Verdict::unknown) continue;
    for (const auto& check : flow.checks)
      if (check.verdict.verdict == Verdict::unknown) troubles[flow.flow.id.text].push_back(trouble_of(check));
  }
  return troubles;
}

/// In English the step that the evidence leads to, otherwise the one that belongs to the cause.
std::string step_text(const Trouble& trouble, const Scene& scene) {
  const bool english = scene.clock.language == Language::en;
  return english && !trouble.next_step.empty() ? trouble.next_step : std::string{next_step(scene.clock.language, trouble.cause)};
}

Data broken_data(const Subject& flow, const JobNow& job, const std::vector<Trouble>& troubles, const Scene& scene) {
  auto data = subject_data(flow, scene.clock, flow_path(job.job->name, flow.id, scene));
  const bool open = std::ranges::any_of(troubles, &Trouble::open);
  if (open) data.set("cause", words(scene, "open_but_closed"));
  Data seen{Data::type::list};
  for (std::size_t i = 0; i < std::min(troubles.size(), most_lines_of_a_flow); ++i) seen.push_back(Data{"text", troubles[i].seen});
  data.set("seen", seen);
  if (troubles.size() > most_lines_of_a_flow)
    data.set("more_seen", words(scene, "and_more", {std::to_string(troubles.size() - most_lines_of_a_flow)}));
  if (!troubles.empty())
    set_text(data, "step", step_text(troubles.front(), scene));
  else if (flow.finding)
    set_text(data, "step", next_step(scene.clock.language, flow.finding->cause));
  return data;
}

/// Flows that are told of in full: those that belong, up to the scene's limit.
void set_group(Data& data, const std::string& name, const auto& belongs, const JobNow& job, const JobState& state, const Troubles& troubles,
               const Scene& scene) {
  Data list{Data::type::list};
  std::size_t told = 0, count = 0;
  for (const auto& flow : state.flows) {
    if (!flow.seen || !belongs(flow)) continue;
    if (++count > scene.most_broken) continue;
    const auto known = troubles.find(flow.id);
    list.push_back(broken_data(flow, job, known == troubles.end() ? std::vector<Trouble>{} : known->second, scene));
    ++told;
  }
  if (count == 0) return;
  Data group;
  group.set("flows", list);
  set_text(group, "more", count > told ? words(scene, "and_more", {std::to_string(count - told)}) : "");
  data.set(name, group);
}

void set_ticket(Data& data, const report::Report& kept, const JobNow& job, const Scene& scene) {
  const auto ticket = report::make_ticket(kept);
  if (ticket.empty()) return;
  std::ostringstream text;
  report::ticket_formats().front().write(kept, ticket, text);
  Data forms{Data::type::list};
  for (const auto& format : report::ticket_formats()) {
    Data form;
    form.set("name", std::string{format.name});
    form.set("href", "/api/v1/jobs/" + job.job->name + "/ticket?format=" + std::string{format.name});
    forms.push_back(form);
  }
  Data shown;
  shown.set("text", text.str());
  shown.set("of", words(scene, "ticket_of", {scene.clock.text(kept.run.started)}));
  shown.set("forms", forms);
  data.set("ticket", shown);
}

}  // namespace

void set_troubles(Data& data, const JobNow& job, const JobState& state, const Scene& scene) {
  const auto kept = state.past.told ? kept_report(*state.past.told) : report::Report{};
  const auto troubles = troubles_of(kept);
  const auto is = [](Verdict verdict) { return [verdict](const Subject& flow) { return flow.timeline.now == verdict; }; };
  set_group(data, "broken", is(Verdict::fail), job, state, troubles, scene);
  set_group(data, "limited", is(Verdict::degraded), job, state, troubles, scene);
  const auto not_told = [&scene](const Subject& flow) {
    return flow.timeline.now == Verdict::unknown && (scene.all || flow.need == plan::Weight::required);
  };
  set_group(data, "not_told", not_told, job, state, troubles, scene);
  const bool broken = std::ranges::any_of(state.flows, [](const Subject& flow) { return flow.seen && flow.timeline.now == Verdict::fail; });
  data.set("nothing_broken", state.verdict.has_value() && !broken);
  set_ticket(data, kept, job, scene);
}

}  // namespace flowvet::agent::web::page
