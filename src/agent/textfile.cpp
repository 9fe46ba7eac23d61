// The collector reads names that end in ".prom": the half-written file has another.
#include "agent/textfile.hpp"

#include <cerrno>
#include <cstring>
#include <fstream>

namespace flowvet::agent {

namespace fs = std::filesystem;

Result<void> write_textfile(const fs::path& file, std::string_view text) {
  auto part = file;
  part += ".part";
  errno = 0;
  std::ofstream stream(part, std::ios::binary | std::ios::trunc);
  stream << text;
  stream.close();
  std::error_code error;
  if (!stream) {
    const Problem problem{std::string{"could not be written: "} + std::strerror(errno), file.string(), ""};
    fs::remove(part, error);
    return Problems{problem};
  }
  fs::permissions(part, fs::perms::owner_read | fs::perms::owner_write | fs::perms::group_read | fs::perms::others_read, error);
  if (!error) fs::rename(part, file, error);
  if (error) return Problems{{"could not be put in its place: " + error.message(), file.string(), ""}};
  return {};
}

}  // namespace flowvet::agent
