// Where results go: standard output or a file, completely or with a Problem that says so.
#pragma once

#include "flowvet/base/problem.hpp"

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace flowvet::cli {

/// A place to write one text to. Opening it early shows a bad path before any work is done.
class Output {
 public:
  static Output standard();
  /// A regular file is written beside its place and renamed when complete, so that nobody reads half of it; a device or
  /// pipe is written in place.
  static Result<Output> file(const std::filesystem::path& path);

  /// Writes everything and makes sure that it arrived; call it once.
  Result<void> write(std::string_view text);

 private:
  struct File;
  explicit Output(std::shared_ptr<File> file) : file_(std::move(file)) {}

  std::shared_ptr<File> file_;  ///< null: standard output
};

/// Writes to standard output; returns `status`, or the status of a command that could not write, with the problem printed.
int print_and_return(std::string_view text, int status);

}  // namespace flowvet::cli
