// Threads for handlers that may wait, so that the sockets' thread never does. What is too much is turned away at once.
#pragma once

#include "agent/http/router.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/thread_pool.hpp>

#include <atomic>
#include <cstddef>
#include <memory>

namespace flowvet::agent::http {

class Workers {
 public:
  /// `most` requests may be under way or wait for a thread.
  Workers(std::size_t threads, std::size_t most) : pool_(threads), most_(most) {}
  /// Waits for what is under way.
  ~Workers() { pool_.join(); }
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  /// The handler's reply; 503 where there is too much to do. Both must live until it comes.
  boost::asio::awaitable<Reply> run(const Route& route, std::shared_ptr<const Request> request);

 private:
  boost::asio::thread_pool pool_;
  std::size_t most_;
  std::atomic<std::size_t> under_way_{0};
};

/// The handler's reply; 500 where it throws, which the log tells.
Reply handle(const Route& route, const Request& request);

}  // namespace flowvet::agent::http
