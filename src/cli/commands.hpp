// Every subcommand: its word, one line about it, and the function that declares its options.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>

namespace CLI {
class App;
}

namespace flowvet::cli {

/// What a subcommand does once its options are read; returns the exit status.
using Action = std::function<int()>;

struct Command {
  std::string_view name;
  std::string_view summary;
  Action (*set_up)(CLI::App&);  ///< declares the options on the subcommand's own App; the action owns what they are read into
};

/// All subcommands in the order of `--help`.
std::span<const Command> commands();

Action set_up_check(CLI::App& app);
Action set_up_plan(CLI::App& app);
Action set_up_catalog(CLI::App& app);
Action set_up_listen(CLI::App& app);
Action set_up_probe(CLI::App& app);
Action set_up_explain(CLI::App& app);
Action set_up_trace(CLI::App& app);
Action set_up_ticket(CLI::App& app);
Action set_up_agent(CLI::App& app);
Action set_up_history(CLI::App& app);
Action set_up_diff(CLI::App& app);
Action set_up_doctor(CLI::App& app);
Action set_up_validate(CLI::App& app);
Action set_up_demo(CLI::App& app);

}  // namespace flowvet::cli
