// confirm() follows what is so, tell() what people believe; quiet hours and flapping hold back the second, never the first.
#include "agent/states.hpp"

#include <algorithm>

namespace flowvet::agent {
namespace {

using judge::Verdict;

/// What a run says about one subject.
struct Said {
  State state;
  std::string title;
  bool always_told = false;  ///< whatever the rules say of its verdict
};

/// A job that breaks, or takes too long, watches nothing any more: that is told of in any case. A run that was stopped says nothing,
/// unless it had found a failure by then.
std::optional<Said> said_of_job(const RunRecord& run) {
  const State state{verdict_of(run), judge::Cause::none, run.started};
  if (run.state == RunState::finished || state.verdict == Verdict::fail) return Said{state, {}};
  if (run.state == RunState::broken || run.over_limit) return Said{state, {}, true};
  return std::nullopt;
}

std::map<Subject, Said> said_by(const RunRecord& run, const TellRules& rules) {
  std::map<Subject, Said> said;
  if (rules.about.contains(SubjectKind::job))
    if (auto job = said_of_job(run)) said[{SubjectKind::job, run.job}] = *std::move(job);
  if (rules.about.contains(SubjectKind::outcome))
    for (const auto& outcome : run.outcomes)
      said[{SubjectKind::outcome, outcome.id}] = {{outcome.verdict, judge::Cause::none, run.started}, outcome.title.en};
  if (rules.about.contains(SubjectKind::flow))
    for (const auto& flow : run.flows)
      said[{SubjectKind::flow, flow.id.text}] = {{flow.finding.verdict, flow.finding.cause, run.started}, {}};
  return said;
}

/// nullopt: no information. Whatever works and is not told of counts as a pass.
std::optional<State> as_told(const Said& said, const TellRules& rules) {
  auto state = said.state;
  if (said.always_told || rules.on.contains(state.verdict)) return state;
  if (!works(state.verdict)) return std::nullopt;
  state.verdict = Verdict::pass;
  state.cause = judge::Cause::none;
  return state;
}

bool is_known(const State& state) {
  return state.since != WallTime{};
}

/// That it works is taken for granted, but is known only when a run has seen it.
void get_to_know(State& state, const State& found) {
  if (!is_known(state) && state.verdict == found.verdict) state.since = found.since;
}

void confirm(Standing& standing, const State& found, const TellRules& rules) {
  get_to_know(standing.told, found);
  get_to_know(standing.confirmed, found);
  standing.flapping.see(found.verdict);
  if (standing.times > 0 && standing.candidate.verdict == found.verdict) {
    ++standing.times;
  } else {
    standing.candidate = found;
    standing.times = 1;
  }
  standing.candidate.cause = found.cause;
  if (standing.candidate.verdict == standing.confirmed.verdict)
    standing.confirmed.cause = found.cause;
  else if (standing.times >= rules.confirmations)
    standing.confirmed = standing.candidate;
}

NewsKind kind_of_change(const State& was, const State& is) {
  if (was.verdict == Verdict::pass) return NewsKind::broke;
  return is.verdict == Verdict::pass ? NewsKind::recovered : NewsKind::changed;
}

/// What to tell now of one subject, if anything; afterwards it counts as told.
std::optional<NewsKind> tell(Standing& standing) {
  if (standing.flapping.now()) {
    if (standing.told_flapping) return std::nullopt;
    standing.told_flapping = true;
    return NewsKind::flapping;
  }
  const bool settled = std::exchange(standing.told_flapping, false);
  if (!settled && standing.told.verdict == standing.confirmed.verdict) return std::nullopt;
  return settled ? NewsKind::settled : kind_of_change(standing.told, standing.confirmed);
}

std::vector<News> advance_subject(Standings& standings, const Subject& subject, const Said& said, const RunRecord& run,
                                  const TellRules& rules, bool quiet) {
  const auto found = as_told(said, rules);
  auto& standing = standings[subject];
  if (found) confirm(standing, *found, rules);
  if (quiet) return {};
  const auto was = is_known(standing.told) ? std::optional{standing.told} : std::nullopt;
  const auto kind = tell(standing);
  if (!kind) return {};
  standing.told = standing.confirmed;
  return {{*kind, run.job, subject, was, standing.told, said.title, run.started, 0, run.host}};
}

/// Subjects that a finished run says nothing about are no longer checked, or no longer told of.
std::vector<News> withdraw(Standings& standings, const std::map<Subject, Said>& said, const RunRecord& run) {
  std::vector<News> news;
  if (run.state != RunState::finished) return news;
  for (const auto& [subject, standing] : standings)
    if (!said.contains(subject) && standing.told.verdict != Verdict::pass)
      news.push_back({NewsKind::withdrawn, run.job, subject, standing.told, {}, {}, run.started, 0, run.host});
  std::erase_if(standings, [&said](const auto& entry) { return !said.contains(entry.first); });
  return news;
}

}  // namespace

std::vector<News> advance(Standings& standings, const RunRecord& run, const TellRules& rules, bool quiet) {
  const auto said = said_by(run, rules);
  auto news = withdraw(standings, said, run);
  for (const auto& [subject, what] : said)
    std::ranges::move(advance_subject(standings, subject, what, run, rules, quiet), std::back_inserter(news));
  return news;
}

}  // namespace flowvet::agent
