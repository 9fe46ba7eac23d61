// Reading whole files. Only the standard library, so that Windows and Linux behave alike.
#include "base/read_file.hpp"

#include <array>
#include <cerrno>
#include <fstream>
#include <system_error>

namespace flowvet::base {
namespace {

Problems failed(const std::filesystem::path& file, std::string what, std::string hint = {}) {
  return {Problem{std::move(what), file.string(), std::move(hint)}};
}

}  // namespace

Result<std::string> read_file(const std::filesystem::path& file, std::size_t limit) {
  std::error_code error;
  const auto status = std::filesystem::status(file, error);
  if (status.type() == std::filesystem::file_type::not_found) return failed(file, "no such file");
  if (status.type() == std::filesystem::file_type::directory) return failed(file, "this is a folder, not a file");
  errno = 0;
  std::ifstream stream(file, std::ios::binary);
  if (!stream) return failed(file, "cannot be opened: " + std::generic_category().message(errno), "check the permissions");

  std::string text;
  std::array<char, 65536> block{};
  while (stream.read(block.data(), block.size()) || stream.gcount() > 0) {
    text.append(block.data(), static_cast<std::size_t>(stream.gcount()));
    if (text.size() > limit) return failed(file, "is larger than " + std::to_string(limit >> 20U) + " MiB");
  }
  if (stream.bad()) return failed(file, "cannot be read: " + std::generic_category().message(errno));
  return text;
}

}  // namespace flowvet::base
