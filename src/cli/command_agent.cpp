// flowvet agent: checks on a schedule, remembered.
#include "agent/agent.hpp"
#include "agent/cycle.hpp"
#include "agent/duration.hpp"
#include "agent/log.hpp"
#include "agent/telling/trial.hpp"
#include "cli/commands.hpp"
#include "cli/exit_codes.hpp"
#include "cli/output.hpp"
#include "cli/problem_output.hpp"
#include "report/layout.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>

namespace flowvet::cli {
namespace {

struct AgentCommandOptions {
  std::string config;
  std::string log_level{to_word(agent::LogLevel::info)};
  bool check_config = false;
  bool once = false;
  bool tell_test = false;
};

std::string job_text(const agent::Job& job) {
  return job.name + ": " + report::counted(job.plan.flows.size(), "flow") + " of " + job.plan.role.text + " at " + job.plan.site +
         ", every " + agent::duration_text(job.schedule.every) + (job.schedule.hours.empty() ? "" : " in its active hours") + ", " +
         std::to_string(job.plan.skipped.size()) + " not checked";
}

int show_config(const std::string& file, const agent::Config& config) {
  auto text = report::whole_text(file + ": ok, remembers in " + config.database.string()) + "\n";
  for (const auto& job : config.jobs) text += "  " + report::whole_text(job_text(job)) + "\n";
  for (const auto& channel : config.channels) text += "  tells: " + report::whole_text(channel->key()) + "\n";
  return print_and_return(text, exit_done);
}

int test_telling(const std::string& file, const agent::Config& config) {
  if (config.channels.empty())
    return refuse({{"there is no channel to test: \"tell\" names no webhook, syslog or command", file, "news go to the log only"}});
  std::string text;
  bool all = true;
  for (const auto& [channel, answer] : agent::telling::try_channels(config.channels, agent::this_host())) {
    const bool taken = answer.fate == agent::telling::Fate::taken;
    text += report::whole_text(channel + ": " + (taken ? "ok" : "FAILED") + ", " + answer.words) + "\n";
    all = all && taken;
  }
  return print_and_return(text, all ? exit_done : exit_negative);
}

int run(const AgentCommandOptions& options) {
  auto config = agent::load_config(options.config);
  if (!config) return refuse(config.error());
  if (options.check_config) return show_config(options.config, *config);
  if (options.tell_test) return test_telling(options.config, *config);
  agent::set_up_log(from_word<agent::LogLevel>(options.log_level).value_or(agent::LogLevel::info));
  const auto store = agent::Store::open(config->database);
  if (!store) return refuse(store.error());
  return agent::run_agent({options.config, options.once}, *std::move(config), **store);
}

}  // namespace

Action set_up_agent(CLI::App& app) {
  const auto options = std::make_shared<AgentCommandOptions>();
  app.add_option("--config", options->config, "Which jobs to run when: see profiles/schema/agent.schema.json")
      ->required()
      ->type_name("FILE");
  auto* check = app.add_flag("--check-config", options->check_config, "Only read the configuration and its sites, and say what is wrong");
  auto* once = app.add_flag("--once", options->once, "Run every job once, now, and end; for timers")->excludes(check);
  app.add_flag("--tell-test", options->tell_test,
               "Only send a test message through every channel of \"tell\", and say whether it was taken")
      ->excludes(check)
      ->excludes(once);
  app.add_option("--log-level", options->log_level, "How much to say on standard error")
      ->check(CLI::IsMember(words_of<agent::LogLevel>()))
      ->type_name("error|warning|info|debug")
      ->capture_default_str();
  app.footer(
      "SIGHUP reads the configuration again; one with mistakes is not taken. SIGTERM and SIGINT stop within two seconds; a run that is\n"
      "under way is kept as incomplete.\n"
      "Exit status: 0 stopped as asked, 1 a run did not end when it was stopped, 3 could not start, or a run could not be written. With\n"
      "--once: 0, 1 and 2 as `flowvet check`, of the worst job; 3 as above; 130 interrupted. With --tell-test: 0 every channel took it,\n"
      "1 one did not.");
  return [options] { return run(*options); };
}

}  // namespace flowvet::cli
