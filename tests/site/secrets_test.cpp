// Secrets of a site: where they are read, what is wrong with them, and that no message repeats them.
#include "catalog/small_catalog.hpp"
#include "flowvet/site/site.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <ostream>
#include <random>
#include <type_traits>

using namespace flowvet;
using namespace flowvet::site;

namespace {

const catalog::Catalog& known() {
  static const auto catalog = catalog::small_catalog();
  return catalog;
}

/// A folder of its own with one file of that text, and a site file beside it.
class Folder {
 public:
  explicit Folder(std::string_view secret) {
    std::filesystem::create_directories(path_);
    std::ofstream(path_ / "a.secret", std::ios::binary) << secret;
  }
  ~Folder() { std::filesystem::remove_all(path_); }

  [[nodiscard]] Result<Site> parse(const std::string& secret) const {
    return parse_site(R"({"endpoints": {"ddc": "a"}, "secrets": {"ddc": )" + secret + "}}", (path_ / "site.json").string(), known());
  }
  [[nodiscard]] std::filesystem::path file() const { return path_ / "a.secret"; }

 private:
  std::filesystem::path path_ = std::filesystem::temp_directory_path() / ("flowvet-secrets-" + std::to_string(std::random_device{}()));
};

std::string read_from(std::string_view text) {
  const auto site = Folder(text).parse(R"({"file": "a.secret"})");
  return site ? std::string(site->secrets.at(RoleId("delivery-controller"))->reveal()) : to_text(site.error().front());
}

std::string problem_with(const std::string& secret) {
  const auto site = Folder("s3cret").parse(secret);
  return site ? "" : to_text(site.error().front());
}

template <class T>
concept Printable = requires(std::ostream& out, const T& value) {
  out << value;
};

}  // namespace

TEST_CASE("a secret is the one line of its file, with or without an end of line") {
  CHECK(read_from("s3cret") == "s3cret");
  CHECK(read_from("s3cret\n") == "s3cret");
  CHECK(read_from("s3cret\r\n") == "s3cret");
  CHECK(read_from(" with blanks ") == " with blanks ");
}

TEST_CASE("what cannot be a shared secret is refused") {
  CHECK(read_from("").find("holds no secret") != std::string::npos);
  CHECK(read_from("\n").find("holds no secret") != std::string::npos);
  CHECK(read_from("[radius]\nsecret = s3cret\n").find("more than one line") != std::string::npos);
  CHECK(read_from(std::string(1025, 's')).find("longer than any shared secret") != std::string::npos);
}

TEST_CASE("a secret's file is found from the site file or from the root") {
  const Folder folder("s3cret");
  const auto beside = folder.parse(R"({"file": "a.secret"})");
  const auto absolute = folder.parse(R"({"file": ")" + folder.file().generic_string() + R"("})");
  REQUIRE(beside.has_value());
  REQUIRE(absolute.has_value());
  const RoleId controller("delivery-controller");
  CHECK(beside->secrets.at(controller)->source() == absolute->secrets.at(controller)->source());
}

TEST_CASE("what is wrong with a secret's place is said at that place") {
  CHECK(problem_with(R"({"file": "missing"})").find("site.json#/secrets/ddc/file: file ") != std::string::npos);
  CHECK(problem_with(R"({"file": "missing"})").find("no such file") != std::string::npos);
  CHECK(problem_with(R"({"file": "."})").find("this is a folder") != std::string::npos);
  CHECK(problem_with(R"({"env": "FLOWVET_NOT_SET"})").find("environment variable \"FLOWVET_NOT_SET\" is not set") != std::string::npos);
  CHECK(problem_with("{}").find("either a file or an environment variable") != std::string::npos);
  CHECK(problem_with(R"({"file": "a.secret", "env": "HOME"})").find("either a file or an environment variable") != std::string::npos);
  CHECK(problem_with(R"({"fil": "a.secret"})").find("did you mean \"file\"") != std::string::npos);
  CHECK(problem_with(R"({"file": ""})") != "");
  CHECK(problem_with(R"({"file": 7})") != "");
}

TEST_CASE("a secret written into the site file itself is refused and not repeated") {
  CHECK(problem_with(R"("s3cret")").find("expected an object") != std::string::npos);
  for (const std::string text : {R"("s3cret")", R"({"secret": "s3cret"})", R"(["s3cret"])", R"({"file": {"value": "s3cret"}})"}) {
    CAPTURE(text);
    REQUIRE(problem_with(text) != "");
    CHECK(problem_with(text).find("s3cret") == std::string::npos);
  }
}

TEST_CASE("a role has one secret, whichever of its names is used, and an unknown role is no role") {
  const Folder folder("s3cret");
  const auto parse = [&](const std::string& secrets) {
    const auto site = parse_site(R"({"endpoints": {"ddc": "a"}, "secrets": )" + secrets + "}",
                                 (folder.file().parent_path() / "s.json").string(), known());
    return site ? "" : to_text(site.error().front());
  };
  const std::string place = R"({"file": "a.secret"})";
  CHECK(parse(R"({"ddc": )" + place + R"(, "delivery-controller": )" + place + "}").find("already has a secret") != std::string::npos);
  CHECK(parse(R"({"dcd": )" + place + "}").find("unknown role \"dcd\"") != std::string::npos);
}

TEST_CASE("a flow may have a secret of its own") {
  const Folder folder("s3cret");
  const auto site = parse_site(R"({"flows": {"cvad.vda.delivery-controller.registration": {"secret": {"file": "a.secret"}}}})",
                               (folder.file().parent_path() / "s.json").string(), known());
  REQUIRE(site.has_value());
  CHECK(site->flows.at(FlowId("cvad.vda.delivery-controller.registration")).secret->reveal() == "s3cret");
}

TEST_CASE("a secret cannot be printed, compared or turned into text by accident") {
  CHECK_FALSE(Printable<Secret>);
  CHECK_FALSE(std::is_convertible_v<Secret, std::string>);
  CHECK_FALSE(std::is_convertible_v<Secret, std::string_view>);
  CHECK_FALSE(std::equality_comparable<Secret>);
}
