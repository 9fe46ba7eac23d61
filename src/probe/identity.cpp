// The name servers are asked on a thread beside the run; ways are looked up when the run has learnt its addresses.
#include "flowvet/probe/identity.hpp"

#include "probe/names/survey.hpp"
#include "probe/os/network.hpp"
#include "probe/os/os.hpp"

#include <boost/asio/post.hpp>

#include <algorithm>
#include <future>
#include <set>
#include <thread>

namespace flowvet::probe {

using namespace std::chrono_literals;

namespace {

// Nobody waits longer than a role check takes anyway.
constexpr auto patience = 1000ms;

NetworkIdentity identity_of_host(std::vector<NameServer> servers) {
  NetworkIdentity identity;
  identity.servers = std::move(servers);
  identity.proxies = os::proxy_settings();
  identity.clock_synchronised = os::clock_is_synchronised();
  return identity;
}

std::vector<IpAddress> addresses_of(const Observations& observations) {
  std::vector<IpAddress> addresses;
  std::set<IpAddress> seen;
  for (const auto& result : observations) {
    if (!result) continue;
    for (const Observation& observation : result->observations)
      if (seen.insert(observation.address).second) addresses.push_back(observation.address);
  }
  return addresses;
}

std::vector<HostsEntry> hosts_entries(const names::Subjects& subjects, const std::string& text) {
  std::vector<HostsEntry> entries;
  for (const std::string& name : subjects.names) {
    auto addresses = names::addresses_in_hosts_file(text, name);
    if (!addresses.empty()) entries.push_back({name, std::move(addresses)});
  }
  return entries;
}

}  // namespace

struct Identification::Asking {
  Asking(const plan::Plan& plan, const RunOptions& run_options)
      : options(run_options), loop(options, began, std::make_shared<Lookups>()), subjects(names::subjects_of(plan)) {
    auto settings = os::resolver_settings();
    file = std::move(settings.file);
    identity = identity_of_host(std::move(settings.servers));
    identity.hosts_file = hosts_entries(subjects, os::hosts_file());
    identity.hosts_left_out = subjects.left_out;
    identity.cloud_names = subjects.cloud_names;
    identity.servers_asked = !options.one_at_a_time && !identity.servers.empty() && !(subjects.names.empty() && subjects.addresses.empty());
    if (identity.servers_asked)
      answered = std::async(std::launch::async, [this] { names::survey(loop, identity.servers, subjects, file); });
  }

  void stop() {
    if (answered.valid()) boost::asio::post(loop.context, [this] { loop.deadlines.cut(); });
  }

  RunOptions options;
  Clock::time_point began = Clock::now();
  Loop loop;
  names::Subjects subjects;
  names::ResolverFile file;
  NetworkIdentity identity;
  std::future<void> answered;
};

Identification::Identification(const plan::Plan& plan, const RunOptions& options) : asking_(std::make_unique<Asking>(plan, options)) {}

Identification::~Identification() {
  asking_->stop();  // the future waits for its thread
}

NetworkIdentity Identification::finish(const Observations& observations, bool cut) {
  if (asking_->answered.valid()) {
    const auto until = cut ? Clock::now() : asking_->began + patience;
    if (asking_->answered.wait_until(until) != std::future_status::ready) asking_->stop();
    asking_->answered.get();
  }
  NetworkIdentity identity = std::move(asking_->identity);
  identity.ways = os::ways_to(addresses_of(observations), asking_->options.source_v4, asking_->options.source_v6);
  return identity;
}

NetworkIdentity identify_host() {
  // Documentation addresses (RFC 5737, RFC 3849): the default route leads there, if any does.
  const std::vector<IpAddress> anywhere{*parse_address("192.0.2.1"), *parse_address("2001:db8::1")};
  NetworkIdentity identity = identity_of_host(os::resolver_settings().servers);
  identity.ways = os::ways_to(anywhere, std::nullopt, std::nullopt);
  return identity;
}

}  // namespace flowvet::probe
