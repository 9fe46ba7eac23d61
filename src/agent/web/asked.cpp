// Words of a client -> values, each with its limits.
#include "agent/web/asked.hpp"

#include "agent/since.hpp"
#include "flowvet/base/suggest.hpp"
#include "flowvet/base/text.hpp"

#include <algorithm>
#include <charconv>

namespace flowvet::agent::web {
namespace {

using http::Reply;

std::string in_quotes(std::string_view text) {
  constexpr std::size_t most_shown = 80;
  return "\"" + escape_peer_text(text, most_shown) + "\"";
}

std::string with_hint(std::string sentence, const std::string& hint) {
  return hint.empty() ? sentence + "." : sentence + " (" + hint + ").";
}

}  // namespace

Reply json_error(const Problems& problems) {
  const auto& first = problems.front();
  auto reply = json_error(503, with_hint("The agent's database gives no answer: " + first.what, first.hint));
  reply.fields.emplace_back("Retry-After", "5");
  return reply;
}

Asked<std::int64_t> read_run_number(std::string_view text, std::string_view name) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size() || number <= 0)
    return json_error(400, std::string{name} + " is the number of a run, and " + in_quotes(text) + " is none.");
  return Asked<std::int64_t>(boost::system::in_place_value, number);
}

Asked<WallTime> read_since(const http::Request& request, WallTime now, std::chrono::seconds usual) {
  const auto* text = request.find("since");
  if (!text) return now - usual;
  const auto since = parse_since(*text, now);
  if (!since)
    return json_error(400, "since is a time, and " + in_quotes(*text) + " is none: e.g. 24h, 7d, 2026-01-31, 2026-01-31T02:03:04Z.");
  return *since;
}

Asked<JobNow> find_job(const Now& now, std::string_view name) {
  const auto found = std::ranges::find_if(now.jobs, [name](const JobNow& one) { return one.job->name == name; });
  if (found != now.jobs.end()) return *found;
  std::vector<std::string> names;
  for (const auto& one : now.jobs) names.push_back(one.job->name);
  return json_error(404, with_hint("This agent has no job " + in_quotes(name), suggestion(std::string{name}, names)));
}

Asked<void> check_parameters(const http::Request& request, std::initializer_list<std::string_view> known) {
  for (const auto& [name, value] : request.query) {
    if (std::ranges::find(known, name) != known.end()) continue;
    std::vector<std::string> words(known.begin(), known.end());
    return json_error(400, with_hint("Nothing here is called " + in_quotes(name), words.empty() ? "" : suggestion(name, words)));
  }
  return {};
}

}  // namespace flowvet::agent::web
