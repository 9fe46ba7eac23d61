// Plan -> Report.
#include "agent/cycle.hpp"

#include <boost/asio/ip/host_name.hpp>

#include <chrono>

namespace flowvet::agent {

std::string this_host() {
  boost::system::error_code error;
  auto name = boost::asio::ip::host_name(error);
  return error || name.empty() ? "this host" : name;
}

report::Report carry_out(const plan::Plan& plan, const probe::RunOptions& options, std::stop_token stop, probe::Progress* progress) {
  report::RunFacts facts;
  facts.started = std::chrono::system_clock::now();
  facts.host = this_host();
  facts.version = FLOWVET_VERSION;
  const auto began = std::chrono::steady_clock::now();
  probe::Identification identification(plan, options);
  const auto observations = probe::run(plan, options, stop, progress);
  facts.network = identification.finish(observations, stop.stop_requested());
  facts.took = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - began);
  return report::make_report(plan, observations, judge::judge(plan, observations), facts);
}

}  // namespace flowvet::agent
