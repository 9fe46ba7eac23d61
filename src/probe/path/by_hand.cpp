// A scan to learn how many hops there are, then all of them again in each round, for the flow and for the comparison alike.
#include "flowvet/probe/trace.hpp"

#include "flowvet/probe/path_mtu.hpp"
#include "probe/path/floors.hpp"
#include "probe/path/mtu.hpp"
#include "probe/path/survey.hpp"
#include "probe/path/together.hpp"
#include "probe/resolver.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>

namespace flowvet::probe {

namespace {

using catalog::Transport;
using path::Asker;
using path::Survey;
using path::Together;
using namespace std::chrono_literals;

constexpr auto resolve_timeout = 5s;
constexpr auto round_interval = 1050ms;  // a Linux router's allowance grows by one ICMP error a second
constexpr std::size_t sockets = 128;     // two surveys of most_hops each, and room for floors

std::uint8_t hops_to_ask(const Survey& own, const Survey& others, std::uint8_t most) {
  const std::uint8_t host = host_distance(others.trace, others.target.address);
  const std::uint8_t itself = host_distance(own.trace, own.target.address);
  const auto passed = std::max(farthest_passed(own.trace), farthest_passed(others.trace));
  const std::uint8_t known = std::max(host, itself);
  return std::min<std::uint8_t>(most, std::max<std::uint8_t>(known, static_cast<std::uint8_t>(known > 0 ? passed : passed + 1)));
}

Task<void> one_round(Asker& asker, Survey& own, Survey& others, std::uint8_t last) {
  Together together(asker.loop());
  for (std::uint8_t hops = 1; hops <= last; ++hops) {
    together.start(ask(asker, own, {hops, 0}));
    together.start(ask(asker, others, {hops, 0}));
  }
  co_await together.all_done();
}

Task<void> both_scans(Asker& asker, Survey& own, Survey& others) {
  constexpr std::uint8_t width = 10;
  Together together(asker.loop());
  together.start(scan(asker, own, 1, width));
  together.start(scan(asker, others, 1, width));
  co_await together.all_done();
}

/// A comparison by echo, or by a datagram where this host may not send echoes or echoes are what is traced.
Task<Survey> comparison(Asker& asker, const TraceRequest& request, IpAddress address) {
  Survey echo = path::by_echo(request.host, address, request.timeout);
  Survey datagram = path::by_datagram(request.host, address, request.timeout);
  if (request.transport == Transport::icmp) co_return datagram;
  co_await asker.ask(echo.trace, echo.target, {{}, echo.patience});
  if (path::is_impossible(echo.trace)) co_return datagram;
  co_return echo;
}

Task<void> measure(Asker& asker, const Survey& own, const TraceRequest& request, std::chrono::microseconds rtt, TraceResult& result) {
  Target target = own.target;
  const bool refuses = std::ranges::any_of(own.trace.answers, [&](const HopAnswer& answer) {
    return answer.sign == HopSign::unreachable && is_by_host(answer, target.address);
  });
  target.timeout = request.timeout;
  path::Gauge gauge(asker);
  PathMtu mtu = co_await gauge.measure(std::move(target), request.transport, {true, refuses, rtt, true, std::nullopt});
  if (!asker.loop().deadlines.is_cut()) result.mtu = std::make_shared<const PathMtu>(std::move(mtu));
}

Task<void> trace_address(Loop& loop, const TraceRequest& request, TraceResult& result) {
  Asker asker(loop, sockets);
  const Handshake* handshake = request.service.empty() ? nullptr : find_handshake(request.service, request.transport);
  Survey own{{.name = request.host, .address = result.address, .port = request.port, .handshake = handshake},
             {request.transport, request.port, {}},
             request.timeout,
             request.most_hops};
  Survey others = co_await comparison(asker, request, result.address);
  others.most = request.most_hops;
  co_await both_scans(asker, own, others);
  const auto last = hops_to_ask(own, others, request.most_hops);
  const auto rtt = std::max(path::slowest(own.trace), path::slowest(others.trace));
  own.patience = others.patience = rtt.count() > 0 ? path::patience_for(rtt, request.timeout) : request.timeout;
  for (int round = 1; round < request.rounds; ++round) {
    if (!co_await loop.sleep_until(Clock::now() + round_interval)) break;
    co_await one_round(asker, own, others, last);
  }
  if (!loop.deadlines.is_cut() && request.transport == Transport::tcp) co_await path::ask_with_floors(asker, own, others.trace);
  if (request.mtu) co_await measure(asker, own, request, rtt, result);
  result.path = {std::move(own.trace), std::move(others.trace)};
}

Task<void> trace_host(Loop& loop, const TraceRequest& request, TraceResult& result) {
  result.resolution = co_await resolve(loop, request.host, Clock::now() + resolve_timeout);
  if (result.resolution.addresses.empty()) co_return;
  result.address = result.resolution.addresses.front();
  co_await trace_address(loop, request, result);
}

}  // namespace

TraceResult trace(const TraceRequest& request, const RunOptions& options, std::stop_token stop) {
  TraceResult result;
  const auto lookups = std::make_shared<Lookups>();
  Loop loop(options, Clock::now(), lookups);
  std::exception_ptr bug;
  boost::asio::co_spawn(loop.context, trace_host(loop, request, result), [&](std::exception_ptr thrown) {
    bug = std::move(thrown);
    loop.context.stop();
  });
  {
    const std::stop_callback on_stop(stop, [&loop] { boost::asio::post(loop.context, [&loop] { loop.deadlines.cut(); }); });
    loop.context.run();
  }
  lookups->close();
  if (bug) std::rethrow_exception(bug);
  result.cut = loop.deadlines.is_cut();
  return result;
}

}  // namespace flowvet::probe
