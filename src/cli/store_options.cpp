// From options to a store and a question to it.
#include "cli/store_options.hpp"

#include "agent/database_place.hpp"
#include "agent/since.hpp"
#include "flowvet/base/suggest.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>

namespace flowvet::cli {

void add_store_options(CLI::App& app, StoreOptions& options) {
  options.database = agent::usual_database().string();
  app.add_option("--database", options.database, "The agent's memory")->type_name("FILE")->capture_default_str();
  app.add_option("--job", options.job, "Only this job of the agent")->type_name("NAME");
}

void add_since_option(CLI::App& app, StoreOptions& options) {
  app.add_option("--since", options.since, "Only runs that began since then: 7d, 12h, 2026-01-31")->type_name("TIME");
}

Result<std::unique_ptr<agent::Store>> open_store(const StoreOptions& options) {
  return agent::Store::open_to_read(options.database);
}

Result<agent::RunQuery> make_query(agent::Store& store, const StoreOptions& options) {
  agent::RunQuery query{options.job, std::nullopt};
  const auto jobs = store.jobs();
  if (!jobs) return jobs.error();
  if (!options.job.empty() && std::ranges::find(*jobs, options.job) == jobs->end())
    return Problems{{"no run of a job \"" + options.job + "\" is remembered", "--job", suggestion(options.job, *jobs)}};
  if (options.since.empty()) return query;
  query.since = agent::parse_since(options.since, std::chrono::system_clock::now());
  if (!query.since) return Problems{{"\"" + options.since + "\" is no time", "--since", "e.g. 7d, 12h, 2026-01-31"}};
  return query;
}

}  // namespace flowvet::cli
