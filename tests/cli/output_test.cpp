// Files appear complete or not at all.
#include "cli/output.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

using namespace flowvet;
namespace fs = std::filesystem;

namespace {

/// A folder of its own that goes away with the test.
struct Folder {
  fs::path path = fs::temp_directory_path() / ("flowvet_output_test_" + std::to_string(reinterpret_cast<std::uintptr_t>(this)));
  Folder() { fs::create_directory(path); }
  ~Folder() { fs::remove_all(path); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  [[nodiscard]] std::size_t files() const { return static_cast<std::size_t>(std::distance(fs::directory_iterator(path), {})); }
};

std::string content_of(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return std::move(text).str();
}

}  // namespace

TEST_CASE("a file has its old content until the new one is complete") {
  const Folder folder;
  const auto path = folder.path / "report.json";
  std::ofstream(path) << "old";
  auto output = cli::Output::file(path);
  REQUIRE(output.has_value());
  CHECK(content_of(path) == "old");
  CHECK(output->write("new").has_value());
  CHECK(content_of(path) == "new");
  CHECK(folder.files() == 1);
}

TEST_CASE("a file that is never written leaves nothing behind") {
  const Folder folder;
  { const auto output = cli::Output::file(folder.path / "report.json"); }
  CHECK(folder.files() == 0);
}

TEST_CASE("a link keeps leading where it leads") {
  const Folder folder;
  const auto path = folder.path / "report.json", link = folder.path / "link.json";
  std::ofstream(path) << "old";
  fs::create_symlink(path, link);
  auto output = cli::Output::file(link);
  REQUIRE(output.has_value());
  CHECK(output->write("new").has_value());
  CHECK(fs::is_symlink(link));
  CHECK(content_of(path) == "new");
}

TEST_CASE("a place that cannot be written is a problem before any work is done") {
  const Folder folder;
  const auto output = cli::Output::file(folder.path / "no" / "report.json");
  REQUIRE_FALSE(output.has_value());
  CHECK(output.error().front().where == (folder.path / "no" / "report.json").string());
}
