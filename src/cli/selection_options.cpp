// From options to a plan: the pure half of `check`, and all of `plan`.
#include "cli/selection_options.hpp"

#include "cli/problem_output.hpp"
#include "cli/profile_option.hpp"
#include "flowvet/base/suggest.hpp"
#include "flowvet/probe/run.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>

namespace flowvet::cli {
namespace {

constexpr int longest_timeout_ms = 60'000;  // whoever waits longer for one packet has already got the answer
constexpr int most_attempts = 100;

/// `--option value` may stand several times, one value each time, so that it never swallows what follows.
void add_repeatable(CLI::App& app, const std::string& name, std::vector<std::string>& values, const std::string& type,
                    const std::string& help) {
  app.add_option(name, values, help)->allow_extra_args(false)->type_name(type);
}

void append_problems(Problems& problems, const Result<void>& result) {
  if (!result) append(problems, result.error());
}

Result<site::Site> make_site(const SelectionOptions& options, const catalog::Catalog& catalog) {
  site::Site site;
  if (!options.site.empty()) {
    auto loaded = site::load_site(options.site, catalog);
    if (!loaded) return loaded.error();
    site = std::move(*loaded);
  }
  Problems problems;
  append_problems(problems, site::add_endpoints(site, options.endpoints, catalog));
  append_problems(problems, site::add_proxies(site, options.proxies, catalog));
  for (const auto& feature : options.features) append_problems(problems, site::add_feature(site, feature, catalog));
  if (!problems.empty()) return problems;
  return site;
}

/// A flow that nobody documents would silently select nothing.
void check_flow_words(const SelectionOptions& options, const catalog::Catalog& catalog, Problems& problems) {
  std::vector<std::string> ids;
  for (const auto& flow : catalog.flows) ids.push_back(flow.id.text);
  for (const auto& word : options.flows)
    if (std::ranges::none_of(ids, [&word](const std::string& id) { return id.starts_with(word); }))
      problems.push_back({"no documented flow is or begins with \"" + word + "\"", "--flow", suggestion(word, ids)});
}

Result<plan::PlanOptions> make_plan_options(const SelectionOptions& options, const catalog::Catalog& catalog) {
  Problems problems;
  check_flow_words(options, catalog, problems);
  auto made = make_attempt_options(options);
  if (!made) append(problems, made.error());
  auto token = read_token(options.token);
  if (!token) append(problems, token.error());
  if (token && !*token && options.both_ways)
    problems.push_back({"nobody can be asked to call back without a token", "--both-ways", "--token-file FILE"});
  if (!problems.empty()) return problems;
  made->all_ports = options.all_ports;
  made->only_flows = options.flows;
  made->controls = !options.no_control;
  made->gentle = options.gentle;
  made->token = *std::move(token);
  made->both_ways = options.both_ways;
  return made;
}

}  // namespace

void add_attempt_options(CLI::App& app, AttemptOptions& options) {
  app.add_option("--expect", options.expect, "serve: the service answers; path: the network lets it through; closed: it must not")
      ->type_name("serve|path|closed")
      ->capture_default_str();
  app.add_option("--timeout", options.timeout_ms, "Time to connect or to have a datagram answered; silence lasts no less")
      ->check(CLI::Range(1, longest_timeout_ms))
      ->type_name("MS")
      ->capture_default_str();
  app.add_option("--attempts", options.attempts,
                 "Exactly so many attempts, each of --timeout, before silence counts; default: what the loss on the path asks for")
      ->check(CLI::Range(1, most_attempts))
      ->type_name("N");
  app.add_flag("--connect-only", options.connect_only, "Make no requests: a connection is all that is then shown");
}

Result<plan::PlanOptions> make_attempt_options(const AttemptOptions& options) {
  const auto expect = from_word<site::Expect>(options.expect);
  if (!expect)
    return Problems{{"unknown expectation \"" + options.expect + "\"", "--expect", suggestion(options.expect, words_of<site::Expect>())}};
  plan::PlanOptions made;
  made.timeout = std::chrono::milliseconds{options.timeout_ms};
  made.attempts = options.attempts;
  made.expect = *expect;
  made.connect_only = options.connect_only;
  return made;
}

void add_selection_options(CLI::App& app, SelectionOptions& options) {
  app.add_option("role", options.role, "What this host is: an id or name of `flowvet catalog roles`")->required()->type_name("ROLE");
  app.add_option("--site", options.site, "The site file: hosts, features, moved ports, expectations")->type_name("FILE");
  add_repeatable(app, "--endpoint", options.endpoints, "ROLE=HOST[,HOST...]", "Hosts that play a role here; replaces the site's");
  add_repeatable(app, "--feature", options.features, "NAME[=on|off]", "Switch a feature on or off");
  add_repeatable(app, "--proxy", options.proxies, "ROLE|FLOW|cloud=HOST:PORT|none", "Check these flows through an HTTP proxy too");
  add_repeatable(app, "--flow", options.flows, "ID", "Only this flow, or all whose ids begin so");
  add_attempt_options(app, options);
  app.add_flag("--all-ports", options.all_ports, "Check every port of large ranges, not a sample");
  app.add_flag("--no-control", options.no_control, "Make no connections to ports on which nothing can listen, two a host");
  app.add_flag("--gentle", options.gentle,
               "One probe at a time and one attempt a second to each host, and no request that a service may log as a failure");
  add_token_options(app, options.token);
  app.add_flag("--both-ways", options.both_ways, "Also check what other hosts begin: their responders are asked to call back");
  add_profile_option(app, options.profiles);
}

Result<plan::Plan> make_selected_plan(const SelectionOptions& options) {
  const auto catalog = read_catalog(options.profiles);
  if (!catalog) return catalog.error();
  const auto site = make_site(options, *catalog);
  if (!site) return site.error();
  const auto plan_options = make_plan_options(options, *catalog);
  if (!plan_options) return plan_options.error();
  return plan::make_plan(*catalog, *site, options.role, probe::services(), *plan_options);
}

Result<plan::InboundPlan> make_selected_inbound_plan(const SelectionOptions& options, const std::string& host) {
  const auto catalog = read_catalog(options.profiles);
  if (!catalog) return catalog.error();
  const auto site = make_site(options, *catalog);
  if (!site) return site.error();
  const auto plan_options = make_plan_options(options, *catalog);
  if (!plan_options) return plan_options.error();
  return plan::make_inbound_plan(*catalog, *site, options.role, *plan_options, host);
}

}  // namespace flowvet::cli
