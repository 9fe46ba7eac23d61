// The extension point of the door: one handler, one line here.
#include "agent/web/desk.hpp"

#include "agent/metrics.hpp"
#include "agent/web/api.hpp"
#include "agent/web/page/pages.hpp"
#include "agent/web/probe_target.hpp"

#include <algorithm>
#include <iterator>

namespace flowvet::agent::web {
namespace {

using http::Place;
using http::Reply;
using http::Request;

constexpr auto prometheus_text = "text/plain; version=0.0.4; charset=utf-8";

Reply metrics(const Sources& sources) {
  const auto now = sources.board.now();
  return {200, prometheus_text, metrics_text(now, std::chrono::steady_clock::now(), store_bytes(now.database))};
}

}  // namespace

std::function<Reply(const Request&)> reading(Sources sources, Handler handler) {
  return [sources, handler](const Request& request) {
    sources.store.limit_calls(request.stop, longest_read);
    return handler(sources, request);
  };
}

std::vector<http::Route> make_routes(Sources sources) {
  std::vector<http::Route> routes{
      {"/metrics", Place::at_once, [sources](const Request&) { return metrics(sources); }},
      {"/probe", Place::prober, [sources](const Request& request) { return probe_target(request, sources.board.now()); }},
      {"/-/healthy", Place::at_once, [](const Request&) { return http::plain_reply(200, "ok"); }},
  };
  std::ranges::move(api_routes(sources), std::back_inserter(routes));
  std::ranges::move(page::page_routes(sources), std::back_inserter(routes));
  return routes;
}

}  // namespace flowvet::agent::web
