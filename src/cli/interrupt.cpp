// A thread of its own waits for signals, so that a busy run is asked to stop at once.
#include "cli/interrupt.hpp"

#include "cli/exit_codes.hpp"

#include <csignal>
#include <cstdlib>
#include <iostream>

namespace flowvet::cli {

Interrupt::Interrupt() : signals_(context_, SIGINT, SIGTERM) {
  wait();
  thread_ = std::thread([this] { context_.run(); });
}

Interrupt::~Interrupt() {
  context_.stop();
  thread_.join();
}

void Interrupt::wait() {
  signals_.async_wait([this](const boost::system::error_code& error, int) {
    if (!error) on_signal();
  });
}

void Interrupt::on_signal() {
  if (stop_.stop_requested()) std::_Exit(exit_interrupted);
  std::cerr << "\nflowvet: stopping; the report will hold what is known so far (once more: quit at once)\n";
  wait();
  stop_.request_stop();
}

}  // namespace flowvet::cli
