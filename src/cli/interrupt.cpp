// A thread of its own waits for signals, so that a busy run is asked to stop at once.
#include "cli/interrupt.hpp"

#include "cli/exit_codes.hpp"

#include <csignal>
#include <cstdlib>
#include <iostream>
#include <utility>

namespace flowvet::cli {

Interrupt::Interrupt(std::string notice) : notice_(std::move(notice)), signals_(context_, SIGINT, SIGTERM) {
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
  std::cerr << "\nflowvet: " << notice_ << "\n";
  wait();
  stop_.request_stop();
}

}  // namespace flowvet::cli
