// The one way to wait for a moment in a loop; an interrupt ends it.
#include "probe/loop.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace flowvet::probe {

Task<bool> Loop::sleep_until(Clock::time_point at) {
  boost::asio::steady_timer never(context, Clock::time_point::max());
  const Deadline wake(deadlines, at, [&never] { never.cancel(); });
  boost::system::error_code ignored;
  co_await never.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, ignored));
  co_return !deadlines.is_cut();
}

}  // namespace flowvet::probe
