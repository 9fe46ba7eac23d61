// Threads for the system's name resolver, which blocks and cannot be cancelled. Nobody waits for these threads: an answer is
// delivered if its asker is still there, so a hung resolver delays neither a deadline nor the end of a run.
#pragma once

#include "flowvet/probe/observation.hpp"

#include <boost/system/error_code.hpp>

#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

namespace flowvet::probe {

/// What the system's resolver said of one name: every address once, in its order.
struct Lookup {
  boost::system::error_code error;
  std::vector<IpAddress> addresses;
};

/// Shared between the loops of a run and its threads.
class Lookups : public std::enable_shared_from_this<Lookups> {
 public:
  /// Calls `deliver` on a thread of its own when the name has been looked up; never after the asker's `deliver` has said so itself.
  void ask(std::string name, std::function<void(Lookup)> deliver);

  /// Forgets what has not been looked up yet.
  void close();

  /// Descriptors that lookups may hold all together.
  static constexpr std::size_t descriptors = 24;

 private:
  struct Question {
    std::string name;
    std::function<void(Lookup)> deliver;
  };
  void serve();

  std::mutex mutex_;
  std::deque<Question> waiting_;
  std::size_t threads_ = 0;
};

}  // namespace flowvet::probe
