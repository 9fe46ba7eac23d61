// One line on standard error that says how far a run is; it erases itself.
#pragma once

#include "flowvet/probe/run.hpp"

#include <cstddef>
#include <stop_token>
#include <thread>

namespace flowvet::cli {

/// Draws until it is destroyed; not at all when standard error is no terminal or `wanted` is false.
class ProgressLine {
 public:
  ProgressLine(const probe::Progress& progress, std::size_t total, bool wanted);

 private:
  std::jthread thread_;
};

}  // namespace flowvet::cli
