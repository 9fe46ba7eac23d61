// From options to probe::RunOptions.
#include "cli/run_options.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>

namespace flowvet::cli {
namespace {

constexpr std::size_t most_in_flight = 1'000'000;
constexpr double highest_rate = 1'000'000;
constexpr unsigned most_threads = 256;

Result<void> add_source(probe::RunOptions& run, const std::string& text) {
  const auto address = parse_address(text);
  if (!address) return Problems{{"\"" + text + "\" is not an address", "--source", "an IPv4 or IPv6 address of this host"}};
  auto& source = address->family == Family::v4 ? run.source_v4 : run.source_v6;
  if (source) return Problems{{"two source addresses of one family", "--source", "give one IPv4 and one IPv6 address at most"}};
  source = *address;
  return {};
}

/// As slow as a person who tries one thing after the other.
double gentle_rate(double wanted) {
  constexpr double one_a_second = 1;
  return wanted > 0 ? std::min(wanted, one_a_second) : one_a_second;
}

}  // namespace

void add_address_options(CLI::App& app, NetworkOptions& options) {
  app.add_option("--source", options.sources, "Send from this address of this host; once for each family")
      ->allow_extra_args(false)
      ->type_name("ADDR");
  app.add_flag("-4", options.only_v4, "IPv4 addresses only");
  app.add_flag("-6", options.only_v6, "IPv6 addresses only");
}

void add_network_options(CLI::App& app, NetworkOptions& options) {
  app.add_option("--in-flight", options.in_flight, "Checks under way at once; fewer where descriptors are short")
      ->check(CLI::Range(std::size_t{1}, most_in_flight))
      ->type_name("N")
      ->capture_default_str();
  app.add_option("--rate", options.rate, "New attempts a second; 0: as fast as this host can")
      ->check(CLI::Range(0.0, highest_rate))
      ->type_name("N")
      ->capture_default_str();
  app.add_option("--host-rate", options.host_rate, "New attempts a second to one host, loopback excepted; 0: no limit")
      ->check(CLI::Range(0.0, highest_rate))
      ->type_name("N")
      ->capture_default_str();
  app.add_option("--threads", options.threads, "Worker threads")
      ->check(CLI::Range(1U, most_threads))
      ->type_name("N")
      ->capture_default_str();
  app.add_option("--trace", options.trace, "Follow hop by hop the flows that get no answer, all, or none")
      ->check(CLI::IsMember(words_of<probe::TraceMode>()))
      ->type_name("auto|always|never")
      ->capture_default_str();
  add_mtu_option(app, options);
  add_address_options(app, options);
}

void add_mtu_option(CLI::App& app, NetworkOptions& options) {
  app.add_option("--mtu", options.mtu, "Measure how large a packet gets through: for EDT and DTLS, for every check, or for none")
      ->check(CLI::IsMember(words_of<probe::MtuMode>()))
      ->type_name("auto|always|never")
      ->capture_default_str();
}

Result<probe::RunOptions> make_run_options(const NetworkOptions& options, bool gentle) {
  probe::RunOptions run;
  run.in_flight = options.in_flight;
  run.rate = options.rate;
  run.host_rate = gentle ? gentle_rate(options.host_rate) : options.host_rate;
  run.one_at_a_time = gentle;
  run.threads = options.threads;
  run.trace = from_word<probe::TraceMode>(options.trace).value_or(run.trace);
  run.mtu = from_word<probe::MtuMode>(options.mtu).value_or(run.mtu);
  run.use_v4 = options.only_v4 || !options.only_v6;  // both flags: both families
  run.use_v6 = options.only_v6 || !options.only_v4;
  for (const auto& source : options.sources)
    if (const auto added = add_source(run, source); !added) return added.error();
  return run;
}

}  // namespace flowvet::cli
