// Complete output or an error: full disks and closed pipes show only when the buffer is flushed.
#include "cli/output.hpp"

#include "cli/exit_codes.hpp"
#include "cli/problem_output.hpp"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iostream>
#include <random>

namespace flowvet::cli {
namespace {

namespace fs = std::filesystem;

Problem write_problem(const std::string& where) {
  return {std::string{"could not write everything: "} + std::strerror(errno), where, ""};
}

/// Another run may write the same file at the same time.
fs::path name_beside(const fs::path& target) {
  std::random_device random;
  auto name = target;
  name += ".part-" + std::to_string(random());
  return name;
}

bool is_written_in_place(const fs::path& path) {
  std::error_code error;
  const auto status = fs::status(path, error);
  return fs::exists(status) && !fs::is_regular_file(status);
}

/// Where a link leads: renaming over the link itself would replace it.
fs::path follow_links(const fs::path& path) {
  std::error_code error;
  auto target = fs::canonical(path, error);
  return error ? path : target;
}

}  // namespace

struct Output::File {
  fs::path target;
  fs::path written;  ///< the file beside the target, or the target itself
  std::ofstream stream;
  bool complete = false;

  File() = default;
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File() {
    std::error_code ignored;
    stream.close();
    if (!complete && written != target) fs::remove(written, ignored);
  }
};

Output Output::standard() {
  return Output{nullptr};
}

Result<Output> Output::file(const fs::path& path) {
  auto file = std::make_shared<File>();
  file->target = follow_links(path);
  file->written = is_written_in_place(file->target) ? file->target : name_beside(file->target);
  errno = 0;
  file->stream.open(file->written, std::ios::binary);
  if (!file->stream) return Problems{{std::string{"cannot be written: "} + std::strerror(errno), path.string(), ""}};
  return Output{std::move(file)};
}

Result<void> Output::write(std::string_view text) {
  auto& stream = file_ ? static_cast<std::ostream&>(file_->stream) : std::cout;
  const auto where = file_ ? file_->target.string() : std::string{"standard output"};
  errno = 0;
  stream << text << std::flush;
  if (file_) file_->stream.close();
  if (!stream) return Problems{write_problem(where)};
  if (!file_ || file_->written == file_->target) return {};
  std::error_code error;
  fs::rename(file_->written, file_->target, error);
  if (error) return Problems{{"could not be put in its place: " + error.message(), where, ""}};
  file_->complete = true;
  return {};
}

int print_and_return(std::string_view text, int status) {
  const auto written = Output::standard().write(text);
  return written ? status : refuse(written.error());
}

}  // namespace flowvet::cli
