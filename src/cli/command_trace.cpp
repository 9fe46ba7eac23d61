// flowvet trace: one flow by hand, hop by hop.
#include "cli/commands.hpp"
#include "cli/exit_codes.hpp"
#include "cli/interrupt.hpp"
#include "cli/list_format.hpp"
#include "cli/output.hpp"
#include "cli/problem_output.hpp"
#include "cli/profile_option.hpp"
#include "cli/run_options.hpp"
#include "cli/terminal.hpp"
#include "cli/trace_output.hpp"
#include "cli/trace_target.hpp"
#include "flowvet/base/suggest.hpp"

#include <CLI/CLI.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/udp.hpp>

namespace flowvet::cli {
namespace {

constexpr int exit_unclear = 2;
constexpr int most_rounds = 1000;
constexpr int most_timeout_ms = 60'000;

struct TraceOptions {
  std::string host;
  std::string target;
  std::string service;
  int rounds = probe::TraceRequest{}.rounds;
  int most_hops = probe::TraceRequest{}.most_hops;
  int timeout_ms = static_cast<int>(probe::TraceRequest{}.timeout.count());
  bool names = false;
  bool mtu = false;
  NetworkOptions network;
  std::string format;
};

Result<std::string> service_for(const TraceOptions& options, const TraceTarget& target) {
  if (options.service.empty()) {
    if (target.transport != catalog::Transport::udp) return std::string{};
    const auto catalog = read_catalog("");
    if (!catalog) return catalog.error();
    return documented_service(*catalog, target.port);
  }
  for (const auto& service : probe::services())
    if (service.name == options.service && service.transport == target.transport) return options.service;
  return Problems{{"no service \"" + options.service + "\" over " + std::string{to_word(target.transport)}, "--service",
                   suggestion(options.service, probe::service_names())}};
}

Result<probe::TraceRequest> make_request(const TraceOptions& options) {
  const auto target = parse_trace_target(options.target);
  if (!target) return target.error();
  auto service = service_for(options, *target);
  if (!service) return service.error();
  return probe::TraceRequest{options.host,
                             target->transport,
                             target->port,
                             std::move(*service),
                             options.rounds,
                             static_cast<std::uint8_t>(options.most_hops),
                             std::chrono::milliseconds{options.timeout_ms},
                             options.mtu};
}

/// Asks this host's resolver; an address without a name stays one.
Names look_up_names(const probe::TraceResult& result) {
  const auto finding = judge::find_path(result.path, result.address);
  std::vector<IpAddress> addresses{result.address};
  for (const auto& hop : finding.hops)
    for (const auto& list : {hop.own, hop.comparison}) addresses.insert(addresses.end(), list.begin(), list.end());
  boost::asio::io_context context;
  boost::asio::ip::udp::resolver resolver(context);
  Names names;
  for (const auto& address : addresses) {
    boost::system::error_code error;
    const boost::asio::ip::udp::endpoint endpoint(boost::asio::ip::make_address(to_text(address), error), 0);
    const auto found = resolver.resolve(endpoint, error);
    if (!error && !found.empty() && found.begin()->host_name() != to_text(address)) names[address] = found.begin()->host_name();
  }
  return names;
}

Problem no_address(const probe::TraceResult& result, const std::string& host) {
  const auto& why = result.resolution.detail;
  return {"the name \"" + host + "\" has no address" + (why.empty() ? "" : ": " + why), "flowvet trace", ""};
}

int status_of(const probe::TraceResult& result) {
  if (result.cut) return exit_interrupted;
  switch (reach_of(result.path, result.address, judge::find_path(result.path, result.address))) {
    case Reach::host:
      return exit_done;
    case Reach::stopped:
      return exit_negative;
    case Reach::unclear:
      return exit_unclear;
  }
  return exit_unclear;
}

int trace(const TraceOptions& options) {
  const auto run_options = make_run_options(options.network, false);
  if (!run_options) return refuse(run_options.error());
  const auto request = make_request(options);
  if (!request) return refuse(request.error());
  const Interrupt interrupt;
  const auto result = probe::trace(*request, *run_options, interrupt.token());
  if (result.resolution.addresses.empty()) return result.cut ? exit_interrupted : refuse({no_address(result, options.host)});
  const auto names = options.names ? look_up_names(result) : Names{};
  const auto text = options.format == "json" ? trace_json(*request, result, names) : trace_text(*request, result, names, output_columns());
  return print_and_return(text, status_of(result));
}

}  // namespace

Action set_up_trace(CLI::App& app) {
  const auto options = std::make_shared<TraceOptions>();
  app.add_option("host", options->host, "A name or an address")->required()->type_name("HOST");
  app.add_option("target", options->target, "The port and protocol to follow, or icmp")->required()->type_name("PORT/tcp|PORT/udp|icmp");
  app.add_option("--rounds", options->rounds, "How often every hop is asked, once a second")
      ->check(CLI::Range(1, most_rounds))
      ->type_name("N")
      ->capture_default_str();
  app.add_option("--max-hops", options->most_hops, "Ask no hop beyond this one")
      ->check(CLI::Range(1, 30))
      ->type_name("N")
      ->capture_default_str();
  app.add_option("--timeout", options->timeout_ms, "Milliseconds to wait for an answer while no round trip is known")
      ->check(CLI::Range(1, most_timeout_ms))
      ->type_name("MS")
      ->capture_default_str();
  app.add_option("--service", options->service, "Whose request a datagram carries; default: the documented service of that UDP port")
      ->type_name("SERVICE");
  app.add_flag("--names", options->names, "Look up the names of the hops");
  app.add_flag("--mtu", options->mtu,
               "Also measure how large a packet gets through: by the flow's own datagrams where they are answered at size, else (and for "
               "TCP, whose segments cannot be chosen) by ICMP echo or datagrams to an unused port");
  add_address_options(app, options->network);
  add_list_format(app, options->format);
  app.footer(
      "Exit status: 0 the flow's packets reach the host, 1 something on the way stops or answers them, 2 that is unclear,\n"
      "3 could not start or could not write, 130 interrupted.");
  return [options] { return trace(*options); };
}

}  // namespace flowvet::cli
