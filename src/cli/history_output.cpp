// Lines of text. Names come from files that anybody may have written, so all of them are escaped.
#include "cli/history_output.hpp"

#include "agent/duration.hpp"
#include "agent/troubles.hpp"
#include "flowvet/base/text.hpp"
#include "report/layout.hpp"
#include "report/time_text.hpp"

#include <algorithm>
#include <array>

namespace flowvet::cli {
namespace {

using judge::Verdict;
using report::hanging;
using report::whole_text;

constexpr std::size_t verdict_width = std::string_view{"degraded"}.size();
/// The site's hosts may be many; the report of a run names them all.
constexpr std::size_t most_troubles = 4;

/// "99.98 %". Never rounded up to 100: somebody would believe it.
std::string percent(const std::optional<double>& share) {
  if (!share) return "-";
  constexpr double hundredths = 10'000;
  const auto rounded_down = static_cast<int>(*share * hundredths);
  const auto fraction = std::to_string(rounded_down % 100);
  return std::to_string(rounded_down / 100) + (fraction.size() < 2 ? ".0" : ".") + fraction + " %";
}

int rank(Verdict verdict) {
  constexpr std::array worst_first{Verdict::fail, Verdict::unknown, Verdict::degraded, Verdict::pass, Verdict::skipped};
  return static_cast<int>(std::ranges::find(worst_first, verdict) - worst_first.begin());
}

std::string figures_text(const agent::Timeline& timeline) {
  const auto& figures = timeline.figures;
  const auto known = figures.works + figures.fails;
  auto text = "works " + percent(figures.uptime()) + " of " + agent::duration_text(known) + " observed; " +
              std::to_string(figures.pass + figures.degraded) + " of " +
              report::counted(figures.pass + figures.degraded + figures.fail, "run");
  if (figures.degraded > 0) text += ", degraded in " + std::to_string(figures.degraded);
  if (figures.unknown > 0) text += "; unknown in " + report::counted(figures.unknown, "run");
  if (figures.without_verdict > 0) text += "; no verdict in " + report::counted(figures.without_verdict, "run");
  return text;
}

std::string failures_text(const agent::Timeline& timeline) {
  if (!timeline.first_failure) return "never failed";
  return report::counted(timeline.outages, "outage") + "; the first failure " + report::to_reading_text(*timeline.first_failure) +
         ", the last " + report::to_reading_text(*timeline.last_failure);
}

std::string_view verdict_word(const agent::Episode& episode) {
  return episode.finding ? to_word(episode.finding->verdict) : "-";
}

/// Why it was so, in one line.
std::string reason_text(const agent::Episode& episode, bool is_outcome) {
  if (!episode.finding) return "no verdict: the run was cut or broken, or did not check it";
  if (is_outcome) return {};
  auto text = std::string{to_word(episode.finding->seen)};
  if (episode.finding->cause != judge::Cause::none) text += ", " + std::string{to_word(episode.finding->cause)};
  if (episode.finding->verdict == Verdict::pass) text += " (" + std::string{to_word(episode.finding->certainty)} + ")";
  return text;
}

std::string episode_text(const agent::Episode& episode, bool is_outcome, std::size_t columns) {
  const auto lasted = std::chrono::duration_cast<std::chrono::milliseconds>(episode.until - episode.from);
  const auto runs = episode.runs == 1 ? "run " + std::to_string(episode.first_run)
                                      : "runs " + std::to_string(episode.first_run) + "-" + std::to_string(episode.last_run);
  const auto head = "  " + report::to_reading_text(episode.from) + "  " + pad_right(agent::duration_text(std::max(lasted, {})), 13) + "  " +
                    pad_right(verdict_word(episode), verdict_width) + "  ";
  const auto reason = reason_text(episode, is_outcome);
  return hanging(head, (reason.empty() ? "" : reason + "; ") + runs, columns);
}

std::string troubles_text(const std::vector<std::string>& troubles, std::size_t columns) {
  std::string text;
  const std::string indent(29, ' ');
  for (std::size_t i = 0; i < troubles.size(); ++i) {
    if (i == most_troubles) return text + hanging(indent, "and " + std::to_string(troubles.size() - i) + " more", columns);
    text += hanging(indent, whole_text(troubles[i]), columns);
  }
  return text;
}

Result<std::string> timeline_text(const History& history, agent::Store& store, const TextStyle& style) {
  const auto& timeline = history.timeline;
  auto text = report::bold(whole_text(history.series.subject), style.colour) + "   job " + whole_text(history.series.job) + "\n";
  text += "  " + report::verdict_label(timeline.now, style.colour) + "  since " + report::to_reading_text(timeline.since) +
          (timeline.flapping ? "; it is flapping" : "") + "\n";
  text += hanging("  ", figures_text(timeline), style.columns) + hanging("  ", failures_text(timeline), style.columns) + "\n";
  text += "  from                     lasted         verdict   what was seen\n";
  for (const auto& episode : timeline.episodes) {
    text += episode_text(episode, history.is_outcome, style.columns);
    if (!episode.evidence) continue;
    const auto evidence = store.evidence(*episode.evidence);
    if (!evidence) return evidence.error();
    text += troubles_text(agent::troubles_of(*evidence), style.columns);
  }
  return text;
}

std::string overview_line(const History& history, const TextStyle& style) {
  const auto& timeline = history.timeline;
  const auto outages = timeline.outages == 0 ? std::string{} : report::counted(timeline.outages, "outage");
  return report::verdict_label(timeline.now, style.colour) + "  " + pad_right(percent(timeline.figures.uptime()), 8) + "  " +
         pad_right(outages, 11) + "  since " + report::to_reading_text(timeline.since) + "  " + whole_text(history.series.subject) +
         (timeline.flapping ? "  flapping" : "") + "\n";
}

std::string job_text(const std::vector<const History*>& histories, const TextStyle& style) {
  std::string text;
  for (const bool outcomes : {true, false}) {
    std::vector<const History*> part;
    std::ranges::copy_if(histories, std::back_inserter(part), [&](const History* one) { return one->is_outcome == outcomes; });
    std::ranges::stable_sort(part, {}, [](const History* one) { return rank(one->timeline.now); });
    if (!part.empty()) text += outcomes ? "\n  what people notice\n" : "\n  flows\n";
    for (const auto* one : part) text += "  " + overview_line(*one, style);
  }
  return text;
}

}  // namespace

std::string overview_text(const std::vector<History>& histories, const TextStyle& style) {
  std::string text;
  std::vector<std::string> jobs;
  for (const auto& one : histories)
    if (std::ranges::find(jobs, one.series.job) == jobs.end()) jobs.push_back(one.series.job);
  for (const auto& job : jobs) {
    std::vector<const History*> own;
    for (const auto& one : histories)
      if (one.series.job == job) own.push_back(&one);
    text += (text.empty() ? "" : "\n") + report::bold("job " + whole_text(job), style.colour) + "\n" + job_text(own, style);
  }
  return text.empty() ? "No run is remembered for that time.\n" : text;
}

Result<std::string> timelines_text(const std::vector<History>& histories, agent::Store& store, const TextStyle& style) {
  std::string all;
  for (const auto& history : histories) {
    const auto text = timeline_text(history, store, style);
    if (!text) return text.error();
    all += (all.empty() ? "" : "\n") + *text;
  }
  return Result<std::string>(boost::system::in_place_value, std::move(all));
}

std::string runs_text(const std::vector<agent::RunHead>& runs, std::size_t columns) {
  if (runs.empty()) return "No run is remembered for that time.\n";
  std::size_t job_width = 0;
  for (const auto& run : runs) job_width = std::max(job_width, display_width(whole_text(run.job)));
  std::string text;
  for (const auto& run : runs) {
    const auto head = pad_right("run " + std::to_string(run.id), 11) + "  " + report::to_reading_text(run.started) + "  " +
                      pad_right(whole_text(run.job), job_width) + "  " + pad_right(to_word(run.state), 10) + "  ";
    text += hanging(head, "took " + agent::duration_text(run.took) + (run.note.empty() ? "" : "; " + whole_text(run.note)), columns);
  }
  return text;
}

}  // namespace flowvet::cli
