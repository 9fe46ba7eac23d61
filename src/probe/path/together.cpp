// A counter and a bell.
#include "probe/path/together.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <utility>

namespace flowvet::probe::path {

namespace asio = boost::asio;

void Together::start(Task<void> task) {
  ++running_;
  asio::co_spawn(bell_.get_executor(), std::move(task), [this](std::exception_ptr bug) {
    if (bug && !bug_) bug_ = std::move(bug);
    if (--running_ == 0) bell_.cancel();
  });
}

Task<void> Together::all_done() {
  boost::system::error_code rung;
  while (running_ > 0) co_await bell_.async_wait(asio::redirect_error(asio::use_awaitable, rung));
  if (bug_) std::rethrow_exception(bug_);
}

}  // namespace flowvet::probe::path
