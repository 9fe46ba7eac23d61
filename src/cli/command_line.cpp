// CLI11 reads the arguments; what it rejects is told in our own form, with the nearest known word.
#include "cli/command_line.hpp"

#include "cli/exit_codes.hpp"
#include "cli/problem_output.hpp"
#include "flowvet/base/suggest.hpp"

#include <CLI/CLI.hpp>

#include <vector>

namespace flowvet::cli {
namespace {

std::vector<std::string> subcommand_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const auto* command : app.get_subcommands([](const CLI::App*) { return true; })) names.push_back(command->get_name());
  return names;
}

std::vector<std::string> option_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const auto* option : app.get_options())
    for (const auto& name : option->get_lnames()) names.push_back("--" + name);
  return names;
}

/// The innermost subcommand that was named.
const CLI::App& chosen(const CLI::App& app) {
  const auto parsed = app.get_subcommands();
  return parsed.empty() ? app : chosen(*parsed.front());
}

std::string full_name(const CLI::App& app) {
  return app.get_parent() ? full_name(*app.get_parent()) + " " + app.get_name() : app.get_name();
}

std::string help_hint(const CLI::App& app) {
  return "see `" + full_name(app) + " --help`";
}

/// Told before anything unexpected that follows it: what comes after an unknown option is mostly its value.
std::string first_unknown(const std::vector<std::string>& arguments) {
  for (const auto& argument : arguments)
    if (argument.starts_with("-")) return argument.substr(0, argument.find('='));
  return arguments.front();
}

Problem unknown_argument(const CLI::App& app) {
  const auto& command = chosen(app);
  const auto word = first_unknown(app.remaining(true));
  const bool is_option = word.starts_with("-");
  const auto names = is_option ? option_names(command) : subcommand_names(command);
  const auto hint = suggestion(word, names);
  const std::string kind = is_option ? "unknown option" : names.empty() ? "unexpected argument" : "unknown command";
  return {kind + " \"" + word + "\"", full_name(command), hint.empty() ? help_hint(command) : hint};
}

Problem to_problem(const CLI::App& app, const CLI::ParseError& error) {
  if (dynamic_cast<const CLI::ExtrasError*>(&error)) return unknown_argument(app);
  std::string what = error.what();
  what = what.substr(0, what.find('\n'));
  return {what, full_name(chosen(app)), help_hint(chosen(app))};
}

}  // namespace

int run_command_line(int argc, const char* const* argv) {
  CLI::App app{"Proves that every network flow a Citrix role depends on really works.", "flowvet"};
  app.set_version_flag("--version", "flowvet " FLOWVET_VERSION, "Print the version");
  app.require_subcommand(0, 1);
  Action chosen_action;
  for (const auto& command : commands()) {
    auto* subcommand = app.add_subcommand(std::string{command.name}, std::string{command.summary});
    subcommand->callback([&chosen_action, action = command.set_up(*subcommand)] { chosen_action = action; });
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& help_or_version) {
    return app.exit(help_or_version);
  } catch (const CLI::ParseError& error) {
    return refuse({to_problem(app, error)});
  }
  if (!chosen_action) return refuse({{"a command is missing", "flowvet", "see `flowvet --help`; to begin with: `flowvet demo`"}});
  return chosen_action();
}

}  // namespace flowvet::cli
