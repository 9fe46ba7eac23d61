// Several coroutines at once, awaited as one.
#pragma once

#include "probe/loop.hpp"

#include <exception>

namespace flowvet::probe::path {

/// Belongs to the coroutine that starts the others and must outlive them: always await all_done().
class Together {
 public:
  explicit Together(Loop& loop) : bell_(loop.context, Clock::time_point::max()) {}
  Together(const Together&) = delete;
  Together& operator=(const Together&) = delete;

  void start(Task<void> task);

  /// Rethrows the first exception of a task: that is a bug.
  Task<void> all_done();

 private:
  boost::asio::steady_timer bell_;
  std::size_t running_ = 0;
  std::exception_ptr bug_;
};

}  // namespace flowvet::probe::path
