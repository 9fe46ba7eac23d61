// One hop to a thread of the pool and one back.
#include "agent/http/workers.hpp"

#include "agent/log.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace flowvet::agent::http {

namespace asio = boost::asio;

Reply handle(const Route& route, const Request& request) {
  try {
    return route.handler(request);
  } catch (const std::exception& bug) {
    log(LogLevel::error, "a request for " + std::string{route.path} + " broke: " + bug.what());
    return plain_reply(500, "This agent made a mistake; its log has more.");
  }
}

namespace {

asio::awaitable<Reply> handle_there(const Route& route, std::shared_ptr<const Request> request) {
  co_return handle(route, *request);
}

}  // namespace

asio::awaitable<Reply> Workers::run(const Route& route, std::shared_ptr<const Request> request) {
  if (under_way_.fetch_add(1) >= most_) {
    --under_way_;
    auto busy = plain_reply(503, "Too many requests at once; ask again.");
    busy.fields.emplace_back("Retry-After", "1");
    co_return busy;
  }
  auto reply = co_await asio::co_spawn(pool_, handle_there(route, std::move(request)), asio::use_awaitable);
  --under_way_;
  co_return reply;
}

}  // namespace flowvet::agent::http
