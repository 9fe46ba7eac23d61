// A thread looks at the run's counter a few times a second.
#include "cli/progress_line.hpp"

#include "cli/terminal.hpp"

#include <chrono>
#include <condition_variable>
#include <iostream>
#include <mutex>
#include <string>

namespace flowvet::cli {
namespace {

constexpr std::chrono::milliseconds redraw_every{200};  // smooth to the eye, nothing to the processor

void draw(const probe::Progress& progress, std::size_t total, std::size_t& width) {
  const auto line = "  " + std::to_string(progress.probes_done.load()) + " of " + std::to_string(total) + " checks done";
  width = line.size();
  std::cerr << "\r" << line << std::flush;
}

void draw_until_stopped(const std::stop_token& stop, const probe::Progress& progress, std::size_t total) {
  std::mutex mutex;
  std::condition_variable_any wake;
  std::size_t width = 0;
  std::unique_lock lock(mutex);
  while (!wake.wait_for(lock, stop, redraw_every, [&stop] { return stop.stop_requested(); })) draw(progress, total, width);
  std::cerr << "\r" << std::string(width, ' ') << "\r" << std::flush;
}

}  // namespace

ProgressLine::ProgressLine(const probe::Progress& progress, std::size_t total, bool wanted) {
  if (wanted && error_output_is_terminal())
    thread_ = std::jthread([&progress, total](const std::stop_token& stop) { draw_until_stopped(stop, progress, total); });
}

}  // namespace flowvet::cli
