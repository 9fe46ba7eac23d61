// The options that say how a run goes about it: pace, threads, source addresses.
#pragma once

#include "flowvet/base/problem.hpp"
#include "flowvet/probe/run.hpp"

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace flowvet::cli {

/// As typed.
struct NetworkOptions {
  std::size_t in_flight = probe::RunOptions{}.in_flight;
  double rate = 0;
  double host_rate = probe::RunOptions{}.host_rate;
  unsigned threads = 1;
  std::string trace{to_word(probe::RunOptions{}.trace)};
  std::string mtu{to_word(probe::RunOptions{}.mtu)};
  std::vector<std::string> sources;
  bool only_v4 = false;
  bool only_v6 = false;
};

void add_network_options(CLI::App& app, NetworkOptions& options);

/// Whether it is measured how large a packet gets through.
void add_mtu_option(CLI::App& app, NetworkOptions& options);

/// Only those that say which addresses are used, for a command that makes a few checks.
void add_address_options(CLI::App& app, NetworkOptions& options);

/// `gentle`: to each host one probe at a time and one attempt a second, or fewer where the user asks for fewer.
/// Problems: a source that is no address, or two of one family.
Result<probe::RunOptions> make_run_options(const NetworkOptions& options, bool gentle);

}  // namespace flowvet::cli
