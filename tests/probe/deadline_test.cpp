// A cut leaves the loop nothing to wait for.
#include "probe/deadline.hpp"

#include <doctest/doctest.h>

#include <optional>

using namespace flowvet::probe;
using namespace std::chrono_literals;

TEST_CASE("a loop runs out of work once its deadlines are cut, those included that are gone") {
  boost::asio::io_context context;
  DeadlineQueue queue(context);
  std::optional<Deadline> gone(std::in_place, queue, Clock::now() + 1h, [] {});
  gone.reset();
  queue.cut();
  context.run_for(20s);
  CHECK(context.stopped());
}

TEST_CASE("a deadline that is made after the cut has passed") {
  boost::asio::io_context context;
  DeadlineQueue queue(context);
  queue.cut();
  bool cancelled = false;
  const Deadline late(queue, Clock::now() + 1h, [&cancelled] { cancelled = true; });
  context.run_for(20s);
  CHECK(context.stopped());
  CHECK(cancelled);
}
