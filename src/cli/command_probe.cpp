// flowvet probe: one service of one host, asked for by hand. The road is that of `check`, with a plan of one flow.
#include "cli/carry_out.hpp"
#include "cli/commands.hpp"
#include "cli/exit_codes.hpp"
#include "cli/problem_output.hpp"
#include "cli/profile_option.hpp"
#include "cli/run_options.hpp"
#include "cli/selection_options.hpp"
#include "cli/service_list.hpp"
#include "cli/terminal.hpp"
#include "flowvet/plan/probe_plan.hpp"
#include "report/by_hand.hpp"

#include <CLI/CLI.hpp>

namespace flowvet::cli {
namespace {

struct ProbeOptions {
  plan::ByHand by_hand;
  AttemptOptions attempt;
  NetworkOptions network;
  ReportOptions report;
  std::string profiles;
  bool list = false;
};

constexpr report::Format by_hand_text{"text", "the evidence of every check", report::write_by_hand};

Result<plan::Plan> make_plan(const ProbeOptions& options, const catalog::Catalog& catalog) {
  const auto plan_options = make_attempt_options(options.attempt);
  if (!plan_options) return plan_options.error();
  return plan::make_probe_plan(catalog, probe::services(), options.by_hand, *plan_options);
}

Result<std::vector<Destination>> open_places(const FormatOptions& options) {
  auto destinations = open_destinations(options);
  if (!destinations) return destinations;
  for (auto& destination : *destinations)
    if (destination.format->name == by_hand_text.name) destination.format = &by_hand_text;
  return destinations;
}

int probe_service(const ProbeOptions& options, const catalog::Catalog& catalog) {
  const auto run_options = make_run_options(options.network, false);
  if (!run_options) return refuse(run_options.error());
  const auto plan = make_plan(options, catalog);
  if (!plan) return refuse(plan.error());
  auto destinations = open_places(options.report.format);
  if (!destinations) return refuse(destinations.error());
  return carry_out_and_report(*plan, *run_options, options.report, *std::move(destinations));
}

int list_services(const ProbeOptions& options, const catalog::Catalog& catalog) {
  const auto& formats = options.report.format.formats;
  const auto format = formats.empty() ? std::string{"text"} : formats.front();
  if (formats.size() > 1 || (format != "text" && format != "json"))
    return refuse({{"a list is printed as text or json", "flowvet probe --list", "--format text or --format json"}});
  const auto services = probe::services();
  return print_and_return(format == "json" ? services_json(services, catalog) : services_text(services, catalog, output_columns()),
                          exit_done);
}

int probe(const ProbeOptions& options) {
  if (!options.list && (options.by_hand.service.empty() || options.by_hand.target.empty()))
    return refuse({{"SERVICE and HOST are needed", "flowvet probe",
                    "for example `flowvet probe ldap dc01`; `flowvet probe --list` names the services"}});
  const auto catalog = read_catalog(options.profiles);
  if (!catalog) return refuse(catalog.error());
  return options.list ? list_services(options, *catalog) : probe_service(options, *catalog);
}

}  // namespace

Action set_up_probe(CLI::App& app) {
  const auto options = std::make_shared<ProbeOptions>();
  auto& by_hand = options->by_hand;
  app.add_option("service", by_hand.service,
                 "A word of --list, over every transport that it has, or with one: dns/udp. Without a request: tcp, udp or icmp")
      ->type_name("SERVICE");
  app.add_option("host", by_hand.target,
                 "Name or address; all addresses of a name are checked. An IPv6 address with a port is written [::1]:389. "
                 "Without a port the documented ones are checked")
      ->type_name("HOST[:PORT]");
  app.add_flag("--list", options->list, "Show every service, its usual ports, and whether its silence counts; sends nothing");
  app.add_option("--server-name", by_hand.server_name, "Ask TLS and HTTP for this name, where HOST is an address")->type_name("NAME");
  app.add_flag("--show-bytes", by_hand.record, "Show the dialogue message by message; inside TLS its plain text");
  add_attempt_options(app, options->attempt);
  add_mtu_option(app, options->network);
  add_address_options(app, options->network);
  add_report_options(app, options->report);
  add_profile_option(app, options->profiles);
  return [options] { return probe(*options); };
}

}  // namespace flowvet::cli
