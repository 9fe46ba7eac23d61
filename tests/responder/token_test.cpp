// Tokens: what is made, what is taken, what is refused.
#include "flowvet/responder/token.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>

using namespace flowvet;
using namespace flowvet::responder;
namespace fs = std::filesystem;

namespace {

/// A file in a folder that goes with the object.
class TokenFile {
 public:
  TokenFile(std::string_view text, fs::perms permissions) {
    fs::create_directory(folder_);
    std::ofstream(path()) << text;
    fs::permissions(path(), permissions);
  }
  ~TokenFile() { fs::remove_all(folder_); }
  [[nodiscard]] fs::path path() const { return folder_ / "token"; }

 private:
  fs::path folder_ = fs::temp_directory_path() / ("flowvet-token-test-" + std::string(make_token()->reveal()));
};

constexpr auto mine = fs::perms::owner_read | fs::perms::owner_write;

template <class T>
std::string problem_of(const Result<T>& result) {
  return result ? "" : result.error().front().what;
}

}  // namespace

TEST_CASE("a token that is made has 160 bits and is never the same") {
  std::set<std::string> made;
  for (int i = 0; i < 100; ++i) made.emplace(make_token()->reveal());
  CHECK(made.size() == 100);
  for (const auto& token : made) {
    CHECK(token.size() == 32);
    CHECK(token.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") == std::string::npos);
  }
}

TEST_CASE("a token file of its owner alone is read, without the white space around it") {
  const TokenFile file("  ABCDEFGHIJKLMNOPQRSTUVWXYZ234567\r\n", mine);
  const auto token = read_token_file(file.path());
  REQUIRE(token.has_value());
  CHECK((*token)->reveal() == "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567");
  CHECK((*token)->source() == "file " + file.path().string());
}

TEST_CASE("a token file that others can read or write is refused") {
  for (const auto others : {fs::perms::group_read, fs::perms::others_read, fs::perms::group_write, fs::perms::others_write}) {
    const TokenFile file("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", mine | others);
    CHECK(problem_of(read_token_file(file.path())) == "others can read or write the token");
  }
}

TEST_CASE("a credential of systemd is a good token file although its access list looks like rights of the group") {
  const TokenFile file("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", mine | fs::perms::group_read);
  ::setenv("CREDENTIALS_DIRECTORY", file.path().parent_path().c_str(), 1);
  CHECK(read_token_file(file.path()).has_value());
  ::setenv("CREDENTIALS_DIRECTORY", (file.path().parent_path() / "other").c_str(), 1);
  CHECK_FALSE(read_token_file(file.path()).has_value());
  ::unsetenv("CREDENTIALS_DIRECTORY");
}

TEST_CASE("a token that is too short, of several words or missing is refused") {
  CHECK(problem_of(check_token("only-15-letters", "x")) == "a token has at least 16 characters");
  CHECK(problem_of(check_token("sixteen-letters-", "x")).empty());
  CHECK(problem_of(check_token("sixteen letters and more", "x")) == "a token is one word of visible ASCII characters");
  CHECK(problem_of(check_token("sixteen-letters-\x01", "x")) == "a token is one word of visible ASCII characters");
  CHECK_FALSE(read_token_file(fs::temp_directory_path() / "no-such-flowvet-token").has_value());
}
