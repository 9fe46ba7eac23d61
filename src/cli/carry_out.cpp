// run -> judge -> report, with the clock and the host's name that the pure stages do not know.
#include "cli/carry_out.hpp"

#include "cli/progress_line.hpp"

#include <boost/asio/ip/host_name.hpp>

#include <chrono>

namespace flowvet::cli {
namespace {

std::string this_host() {
  boost::system::error_code error;
  auto name = boost::asio::ip::host_name(error);
  return error || name.empty() ? "this host" : name;
}

}  // namespace

report::Report carry_out(const plan::Plan& plan, const probe::RunOptions& options, std::stop_token stop, bool show_progress) {
  report::RunFacts facts;
  facts.started = std::chrono::system_clock::now();
  facts.host = this_host();
  facts.version = FLOWVET_VERSION;
  const auto began = std::chrono::steady_clock::now();
  probe::Progress progress;
  probe::Observations observations;
  {
    const ProgressLine line(progress, plan.probes.size(), show_progress);
    observations = probe::run(plan, options, std::move(stop), &progress);
  }
  facts.took = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - began);
  return report::make_report(plan, observations, judge::judge(plan, observations), facts);
}

}  // namespace flowvet::cli
