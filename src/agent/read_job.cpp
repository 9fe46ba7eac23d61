// A job is a schedule, a site, and the options of `flowvet check`.
#include "agent/read_job.hpp"

#include "agent/duration.hpp"
#include "agent/read_check_options.hpp"
#include "flowvet/base/text.hpp"

#include <algorithm>

namespace flowvet::agent {
namespace {

using std::chrono::seconds;

constexpr seconds shortest_pause{1};
constexpr seconds longest_pause = std::chrono::weeks{1};
constexpr seconds shortest_timeout{1};
constexpr seconds longest_timeout = std::chrono::hours{24};
/// A tenth of the pause keeps many hosts apart that were started at once, and half a minute is enough for any number of them.
constexpr std::chrono::milliseconds longest_usual_jitter{30'000};

/// A name that stands in file names, labels and log lines.
bool is_job_name(const std::string& name) {
  constexpr std::size_t longest = 64;
  const auto is_plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
  };
  return !name.empty() && name.size() <= longest && std::ranges::all_of(name, is_plain);
}

std::optional<seconds> read_duration(const JsonNode& node, seconds least, seconds most) {
  const auto text = node.text();
  if (text.empty()) return std::nullopt;
  const auto duration = parse_duration(text);
  if (!duration)
    node.problem(in_quotes(text) + " is no length of time", "e.g. \"5m\", \"90s\", \"1h30m\"");
  else if (*duration < least || *duration > most)
    node.problem(in_quotes(text) + " is not from " + duration_text(least) + " to " + duration_text(most));
  else
    return duration;
  return std::nullopt;
}

void read_schedule(const JsonObject& object, Job& job) {
  auto& schedule = job.schedule;
  if (const auto every = object.find("every"))
    schedule.every = read_duration(*every, shortest_pause, longest_pause).value_or(schedule.every);
  schedule.jitter = std::min(std::chrono::milliseconds{schedule.every} / 10, longest_usual_jitter);
  if (const auto jitter = object.find("jitter"))
    schedule.jitter = read_duration(*jitter, seconds{0}, std::max(schedule.every - seconds{1}, seconds{0})).value_or(seconds{0});
  if (const auto hours = object.find("active_hours")) schedule.hours = read_hours(*hours);
  if (const auto timeout = object.find("timeout"))
    job.timeout = read_duration(*timeout, shortest_timeout, longest_timeout).value_or(job.timeout);
}

/// The name of the site's file stands in this file, where anything can stand.
void add_all(ProblemList& problems, const Problems& more) {
  constexpr std::size_t longest_place = 1000;
  for (const auto& problem : more) problems.add(escape_peer_text(problem.where, longest_place), problem.what, problem.hint);
}

/// A plan's problems name no place in this file, at best an option of `check`.
void place_problem(const JsonObject& object, const Problem& problem) {
  const auto flows = problem.where == "--flow" ? object.find("flows") : std::nullopt;
  (flows ? *flows : object.node()).problem(problem.what, problem.hint);
}

void read_plan(const JsonObject& object, const std::string& role, const plan::PlanOptions& options, const JobSurroundings& surroundings,
               ProblemList& problems, Job& job) {
  const auto site_name = object.need("site");
  const auto file = site_name ? site_name->text() : std::string{};
  if (file.empty() || role.empty() || !surroundings.catalog) return;
  const auto site = site::load_site(surroundings.folder / file, *surroundings.catalog);
  if (!site) return add_all(problems, site.error());
  auto plan = plan::make_plan(*surroundings.catalog, *site, role, probe::services(), options);
  if (plan)
    job.plan = *std::move(plan);
  else
    for (const auto& problem : plan.error()) place_problem(object, problem);
}

}  // namespace

WeekHours read_hours(const JsonNode& node) {
  WeekHours hours;
  for (const auto& item : node.one_or_more()) {
    const auto text = item.text();
    if (!text.empty() && !hours.add(text)) item.problem(in_quotes(text) + " says no hours", "e.g. \"mon-fri 07:00-19:00\"");
  }
  return hours;
}

Job read_job(const JsonNode& node, const JobSurroundings& surroundings, ProblemList& problems) {
  const JsonObject object(node, {"name", "role", "site", "every", "jitter", "active_hours", "timeout", "flows", "expect", "attempts",
                                 "attempt_timeout_ms", "all_ports", "connect_only", "controls", "gentle", "token", "both_ways", "trace",
                                 "mtu", "threads", "in_flight", "rate", "host_rate", "ipv4", "ipv6", "source"});
  Job job;
  const auto role = object.text("role");
  const auto name = object.need("name");
  job.name = name ? name->text() : std::string{};
  if (!job.name.empty() && !is_job_name(job.name))
    name->problem(in_quotes(job.name) + " is no name for a job", "up to 64 letters, digits, '-', '_' and '.'");
  read_schedule(object, job);
  const auto options = read_plan_options(object, surroundings.folder);
  job.run = read_run_options(object, options.gentle);
  read_plan(object, role, options, surroundings, problems, job);
  return job;
}

}  // namespace flowvet::agent
