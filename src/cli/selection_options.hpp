// The options that say what is checked and how: shared by every subcommand that makes a plan.
#pragma once

#include "cli/token_option.hpp"
#include "flowvet/plan/inbound_check.hpp"
#include "flowvet/plan/plan.hpp"

#include <optional>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace flowvet::cli {

/// How each check is made, as typed.
struct AttemptOptions {
  std::string expect = "serve";
  int timeout_ms = static_cast<int>(plan::PlanOptions{}.timeout.count());
  std::optional<int> attempts;
  bool connect_only = false;
};

void add_attempt_options(CLI::App& app, AttemptOptions& options);

/// Problem: an unknown expectation.
Result<plan::PlanOptions> make_attempt_options(const AttemptOptions& options);

/// As typed; make_selected_plan() turns it into a plan.
struct SelectionOptions : AttemptOptions {
  std::string role;
  std::string site;
  std::string profiles;
  std::vector<std::string> endpoints;
  std::vector<std::string> features;
  std::vector<std::string> proxies;
  std::vector<std::string> flows;
  bool all_ports = false;
  bool no_control = false;
  bool gentle = false;
  TokenOptions token;
  bool both_ways = false;
};

/// Declares ROLE and all of these options.
void add_selection_options(CLI::App& app, SelectionOptions& options);

/// Catalog, site and plan in turn; the problems of the first step that has any.
Result<plan::Plan> make_selected_plan(const SelectionOptions& options);

/// The same for what arrives at this host, whose name is `host`.
Result<plan::InboundPlan> make_selected_inbound_plan(const SelectionOptions& options, const std::string& host);

}  // namespace flowvet::cli
