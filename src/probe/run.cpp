// Shards the plan over the threads and joins them. A host's UDP probes stay together, so that its ICMP rate is seen as a whole, and
// so do its endpoint mapper and the ports that it names, all probes of services that may be connected to only once, since two
// names can be one host, and all whose answers come to port 68, because they take turns there.
#include "flowvet/probe/run.hpp"

#include "probe/far_end/second_round.hpp"
#include "probe/handshakes/handshake.hpp"
#include "probe/os/os.hpp"
#include "probe/shard.hpp"

#include <boost/asio/post.hpp>

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <thread>

namespace flowvet::probe {

namespace {

// Standard streams, event loops, certificate files and whatever a library opens meanwhile.
constexpr std::size_t spare_descriptors = 12;
// Traces of a hundred flows at once; those beyond wait some round trips. Packets of size searches are among them.
constexpr std::size_t most_path_sockets = 512;

std::size_t share_of(const plan::Probe& probe, std::size_t position) {
  if (probe.once || probe.answers == plan::Answers::to_port_68) return 0;
  return probe.transport == catalog::Transport::tcp ? position : std::hash<std::string>{}(probe.host);
}

std::vector<std::vector<std::size_t>> share_out(const plan::Plan& plan, std::size_t threads) {
  std::map<std::size_t, std::vector<std::size_t>> followers;
  for (std::size_t i = 0; i < plan.probes.size(); ++i)
    if (const auto& mapped = plan.probes[i].mapped) followers[mapped->mapper].push_back(i);
  std::vector<std::vector<std::size_t>> shares(threads);
  for (std::size_t i = 0; i < plan.probes.size(); ++i) {
    if (plan.probes[i].mapped) continue;  // goes with its mapper
    auto& share = shares[share_of(plan.probes[i], i) % threads];
    share.push_back(i);
    if (const auto found = followers.find(i); found != followers.end())
      share.insert(share.end(), found->second.begin(), found->second.end());
  }
  return shares;
}

/// How many sockets each thread may have open.
struct SocketShare {
  std::size_t attempts = 1;
  std::size_t paths = 1;
};

SocketShare sockets_per_thread(const RunOptions& options, std::size_t threads) {
  const std::size_t free = os::free_descriptors();
  const std::size_t reserved = spare_descriptors + Lookups::descriptors;
  const std::size_t usable = free > reserved ? free - reserved : 1;
  const bool no_paths = options.trace == TraceMode::never && options.mtu == MtuMode::never;
  const std::size_t paths = no_paths ? 0 : std::min(most_path_sockets, usable / 4);
  const auto share = [threads](std::size_t all) { return std::max<std::size_t>(1, all / threads); };
  return {share(std::min(options.in_flight, usable - paths)), share(paths)};
}

void run_shard(Loop& loop, Shard& shard, const std::stop_token& stop) {
  const std::stop_callback on_stop(stop, [&loop] { boost::asio::post(loop.context, [&loop] { loop.deadlines.cut(); }); });
  shard.run();
}

}  // namespace

Observations run(const plan::Plan& plan, const RunOptions& options, std::stop_token stop, Progress* progress) {
  Observations slots(plan.probes.size());
  const std::size_t wanted = options.one_at_a_time ? 1 : options.threads;  // two names can be one host
  const std::size_t threads = std::clamp<std::size_t>(wanted, 1, std::max<std::size_t>(plan.probes.size(), 1));
  const auto shares = share_out(plan, threads);
  const SocketShare sockets = sockets_per_thread(options, threads);
  const auto lookups = std::make_shared<Lookups>();
  const auto began = Clock::now();

  std::vector<std::exception_ptr> bugs(threads);
  const auto run_share = [&](std::size_t i) {
    try {
      Loop loop(options, began, lookups);
      Shard shard(plan, shares[i], slots, loop, sockets.attempts, sockets.paths, progress);
      run_shard(loop, shard, stop);
    } catch (...) {
      bugs[i] = std::current_exception();
    }
  };
  {
    std::vector<std::jthread> others;
    for (std::size_t i = 1; i < threads; ++i) others.emplace_back(run_share, i);
    run_share(0);
  }
  lookups->close();
  for (const auto& bug : bugs)
    if (bug) std::rethrow_exception(bug);
  if (plan.token && !stop.stop_requested()) far_end::second_round(plan, slots, options, began, lookups, stop);
  return slots;
}

std::span<const plan::Service> services() {
  static const std::vector<plan::Service> list = [] {
    std::vector<plan::Service> services;
    for (const Handshake& handshake : handshakes()) services.push_back(handshake.service);
    return services;
  }();
  return list;
}

std::vector<std::string> service_names() {
  std::vector<std::string> names;
  for (const plan::Service& service : services())
    if (std::ranges::find(names, service.name) == names.end()) names.emplace_back(service.name);
  return names;
}

}  // namespace flowvet::probe
