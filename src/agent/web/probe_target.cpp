// The road of `flowvet probe`, with metrics at its end.
#include "agent/web/probe_target.hpp"

#include "agent/cycle.hpp"
#include "base/host_name.hpp"
#include "base/host_port.hpp"
#include "flowvet/base/text.hpp"
#include "flowvet/plan/probe_plan.hpp"
#include "report/deciding_check.hpp"
#include "report/prometheus.hpp"

#include <algorithm>
#include <array>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace flowvet::agent::web {
namespace {

using http::plain_reply;
using http::Reply;
using std::chrono::milliseconds;

/// Without the header of a scrape; blackbox_exporter has two minutes.
constexpr milliseconds usual_limit{10'000};
/// What is left of a scrape's time for the way back; blackbox_exporter's default.
constexpr milliseconds way_back{500};
constexpr milliseconds least_limit{200};

struct Renamed {
  std::string_view module, service;
};
constexpr std::array blackbox_modules{Renamed{"http_2xx", "http"},  Renamed{"tcp_connect", "tcp"}, Renamed{"ssh_banner", "ssh"},
                                      Renamed{"icmp_ttl5", "icmp"}, Renamed{"dns_udp", "dns/udp"}, Renamed{"dns_tcp", "dns/tcp"}};

/// Of a URL, as blackbox_exporter's HTTP modules take it, the host and port.
std::string_view without_url(std::string_view target) {
  const auto scheme = target.find("://");
  if (scheme == std::string_view::npos) return target;
  target.remove_prefix(scheme + 3);
  return target.substr(0, target.find_first_of("/?#"));
}

/// Stops a run that takes too long or that nobody waits for any more.
class Limit {
 public:
  Limit(milliseconds limit, std::stop_token agent_ends)
      : on_end_(std::move(agent_ends), [this] { stop_.request_stop(); }), thread_([this, limit](const std::stop_token& done) {
          std::unique_lock lock(mutex_);
          if (!wake_.wait_for(lock, done, limit, [] { return false; }) && !done.stop_requested()) stop_.request_stop();
        }) {}

  [[nodiscard]] std::stop_token token() const { return stop_.get_token(); }

 private:
  std::stop_source stop_;
  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::stop_callback<std::function<void()>> on_end_;
  std::jthread thread_;
};

Reply metrics_of(const report::Report& report, std::chrono::duration<double> took) {
  report::PrometheusText text;
  const auto& flow = report.flows.front();
  const bool works = report.complete && (flow.verdict == judge::Verdict::pass || flow.verdict == judge::Verdict::degraded);
  text.metric("probe_success", report::MetricType::gauge, "Whether the service works; what could not be told counts as 0");
  text.sample({}, works ? 1 : 0);
  text.metric("probe_duration_seconds", report::MetricType::gauge, "How long the probe took");
  text.sample({}, took.count());
  text.metric("flowvet_probe_verdict", report::MetricType::gauge, "1 for what was found");
  text.sample({{"verdict", to_word(report.complete ? flow.verdict : judge::Verdict::unknown)},
               {"certainty", to_word(flow.certainty)},
               {"cause", to_word(flow.cause)},
               {"outcome", to_word(report::seen_in(flow))}},
              1);
  return {200, "text/plain; version=0.0.4; charset=utf-8", text.take()};
}

Reply refused(const Problems& problems) {
  std::string text;
  for (const auto& problem : problems) text += to_text(problem) + "\n";
  return plain_reply(400, escape_peer_text(text.substr(0, text.find('\n'))));
}

milliseconds limit_of(const http::Request& request) {
  return std::max(request.scrape_timeout.value_or(usual_limit) - way_back, least_limit);
}

}  // namespace

std::string_view service_of_module(std::string_view module) {
  const auto found = std::ranges::find(blackbox_modules, module, &Renamed::module);
  return found == blackbox_modules.end() ? module : found->service;
}

bool may_probe(const Now& now, std::string_view host) {
  if (std::ranges::any_of(now.probe_targets, [host](const ProbeTarget& target) { return target.covers(host); })) return true;
  const auto key = same_host_key(host);
  return std::ranges::any_of(now.jobs, [&key](const JobNow& one) {
    return std::ranges::any_of(one.job->plan.probes, [&key](const plan::Probe& probe) { return same_host_key(probe.host) == key; });
  });
}

Reply probe_target(const http::Request& request, const Now& now) {
  if (request.from_other_site) return plain_reply(403, "A page of another site asks for this.");
  const auto* target = request.find("target");
  const auto* module = request.find("module");
  if (!target || !module)
    return plain_reply(400, "Ask for /probe?target=HOST[:PORT]&module=SERVICE; `flowvet probe --list` names the services.");
  plan::ByHand by_hand;
  by_hand.service = service_of_module(*module);
  by_hand.target = without_url(*target);
  const auto host = base::parse_host_port(by_hand.target, "target");
  if (!host) return refused(host.error());
  if (!may_probe(now, host->host))
    return plain_reply(403, "No job checks this host; \"probe_targets\" of the configuration allows others.");
  const auto plan = plan::make_probe_plan(*now.catalog, probe::services(), by_hand, {});
  if (!plan) return refused(plan.error());
  probe::RunOptions options;
  options.trace = probe::TraceMode::never;  // a scrape has seconds
  const Limit limit(limit_of(request), request.stop);
  const auto began = std::chrono::steady_clock::now();
  const auto report = carry_out(*plan, options, limit.token());
  return metrics_of(report, std::chrono::steady_clock::now() - began);
}

}  // namespace flowvet::agent::web
