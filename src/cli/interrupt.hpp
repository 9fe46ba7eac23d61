// Ctrl-C and SIGTERM end a run through one stop token; the run then reports what it has. A second one ends the program.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

#include <stop_token>
#include <string>
#include <thread>

namespace flowvet::cli {

/// While it lives it owns both signals; make one for each run.
class Interrupt {
 public:
  /// `notice` is what the user is told at the first signal.
  explicit Interrupt(std::string notice = "stopping; the report will hold what is known so far (once more: quit at once)");
  ~Interrupt();
  Interrupt(const Interrupt&) = delete;
  Interrupt& operator=(const Interrupt&) = delete;

  [[nodiscard]] std::stop_token token() const { return stop_.get_token(); }
  [[nodiscard]] bool requested() const { return stop_.stop_requested(); }

 private:
  void wait();
  void on_signal();

  std::string notice_;
  std::stop_source stop_;
  boost::asio::io_context context_{1};
  boost::asio::signal_set signals_;
  std::thread thread_;
};

}  // namespace flowvet::cli
