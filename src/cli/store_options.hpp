// The options of commands that look back: which database, which job, since when.
#pragma once

#include "agent/store.hpp"

#include <memory>
#include <string>

namespace CLI {
class App;
}

namespace flowvet::cli {

/// As typed.
struct StoreOptions {
  std::string database;
  std::string job;
  std::string since;
};

/// `--database` and `--job`.
void add_store_options(CLI::App& app, StoreOptions& options);
/// `--since`.
void add_since_option(CLI::App& app, StoreOptions& options);

/// The agent's database, to be read.
Result<std::unique_ptr<agent::Store>> open_store(const StoreOptions& options);

/// Problems: a job that left no run here, or a time that is none.
Result<agent::RunQuery> make_query(agent::Store& store, const StoreOptions& options);

}  // namespace flowvet::cli
