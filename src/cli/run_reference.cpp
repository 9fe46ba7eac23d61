// Words -> a run of the store.
#include "cli/run_reference.hpp"

#include "flowvet/base/suggest.hpp"

#include <algorithm>
#include <charconv>

namespace flowvet::cli {
namespace {

constexpr std::string_view last = "last";

template <class T>
std::optional<T> whole_number(std::string_view text) {
  T number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size() || text.starts_with('-')) return std::nullopt;
  return number;
}

Result<agent::RunRecord> find_number(agent::Store& store, std::int64_t number) {
  auto run = store.run(number);
  if (!run) return run.error();
  if (!*run) return Problems{{"no run " + std::to_string(number) + " is remembered", "flowvet diff", "see `flowvet history --runs`"}};
  return **std::move(run);
}

/// The job whose runs `last` counts.
Result<std::string> only_job(agent::Store& store, const std::string& job) {
  const auto jobs = store.jobs();
  if (!jobs) return jobs.error();
  if (job.empty() && jobs->size() == 1) return jobs->front();
  if (!job.empty() && std::ranges::find(*jobs, job) != jobs->end()) return job;
  if (jobs->empty()) return Problems{{"no run is remembered yet", "flowvet diff", ""}};
  if (job.empty())
    return Problems{{"runs of several jobs are remembered", "flowvet diff", "say which one with --job; " + suggestion("", *jobs)}};
  return Problems{{"no run of a job \"" + job + "\" is remembered", "--job", suggestion(job, *jobs)}};
}

}  // namespace

std::optional<RunReference> parse_run_reference(std::string_view text) {
  if (const auto number = whole_number<std::int64_t>(text)) return RunReference{number, 0};
  if (text == last) return RunReference{};
  if (!text.starts_with("last~")) return std::nullopt;
  const auto back = whole_number<std::size_t>(text.substr(last.size() + 1));
  return back ? std::optional{RunReference{std::nullopt, *back}} : std::nullopt;
}

Result<agent::RunRecord> find_run(agent::Store& store, const RunReference& reference, const std::string& job) {
  if (reference.number) return find_number(store, *reference.number);
  const auto only = only_job(store, job);
  if (!only) return only.error();
  auto runs = store.runs({*only, std::nullopt});
  if (!runs) return runs.error();
  std::erase_if(*runs, [](const agent::RunHead& run) { return run.state != agent::RunState::finished; });
  if (reference.back >= runs->size())
    return Problems{
        {"only " + std::to_string(runs->size()) + " finished runs of the job \"" + *only + "\" are remembered", "flowvet diff", ""}};
  return find_number(store, (*runs)[runs->size() - 1 - reference.back].id);
}

}  // namespace flowvet::cli
