// The site schema, which editors use, and our own parser say the same; the shipped examples are valid by both.
#include "support/schema.hpp"
#include "catalog/small_catalog.hpp"
#include "flowvet/catalog/load.hpp"
#include "flowvet/probe/run.hpp"
#include "flowvet/site/site.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <iterator>
#include <string>

using namespace flowvet;

namespace {

bool parser_accepts(std::string_view text) {
  static const auto catalog = catalog::small_catalog();
  return site::parse_site(text, "s.json", catalog).has_value();
}

bool schema_accepts(std::string_view text) {
  return test::schema_problems("site", text).empty();
}

std::string read(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

TEST_CASE("The shipped example sites are valid by the schema and by the parser") {
  const auto catalog = catalog::load_catalog(catalog::embedded_profiles(), probe::service_names());
  REQUIRE(catalog.has_value());
  int examples = 0;
  for (const auto& entry : std::filesystem::directory_iterator(std::filesystem::path(FLOWVET_PROFILES_DIR) / "sites")) {
    if (entry.path().extension() != ".json") continue;
    ++examples;
    const auto file = entry.path().string();
    CAPTURE(file);
    const auto site = site::load_site(entry.path(), *catalog);
    if (!site)
      for (const auto& problem : site.error()) FAIL_CHECK(to_text(problem));
    CHECK(test::schema_problems("site", read(entry.path())) == std::vector<std::string>{});
  }
  CHECK(examples > 0);
}

TEST_CASE("Schema and parser accept the same sites") {
  for (
      const char* text : {
          R"({"endpoints": {"ddc": "a"}})",
          R"({"endpoints": {"ddc": ["a", "10.0.0.1", "2001:db8::1", "fe80::1%2", "10.0.1.0/30", "a_b.c"]}})",
          R"({"$schema": "x", "name": "n", "max_hosts": 65536, "features": {"sql-always-on": false}})",
          R"({"ports": {"cvad.vda.delivery-controller.registration": {"tcp": ["8080", 80, "1-2"]}}})",
          R"({"ports": {"cvad.vda.delivery-controller.registration": {"tcp": 8080}}})",
          R"({"expect": {"cvad.vda.delivery-controller.registration": "path", "cvad.vda.sql-server": "closed"}})",
          R"({"flows": {"cvad.vda.delivery-controller.registration": {"endpoints": "a", "expect": "serve", "need": "optional", "skip": "s", "timeout_ms": 1, "attempts": 100}}})",
          R"({"flows": {"cvad.vda.delivery-controller.registration": {}}})",
          R"({"endpoints": {"ddc": "a"}, "secrets": {"ddc": {"env": "PATH"}}})",
          R"({"flows": {"cvad.vda.delivery-controller.registration": {"secret": {"env": "PATH"}}}})",
          R"({"proxy": {"ddc": "proxy01:3128", "vda": "http://[2001:db8::1]:80/", "cloud": null}})",
      }) {
    CAPTURE(text);
    CHECK(parser_accepts(text));
    CHECK(schema_accepts(text));
  }
}

TEST_CASE("Schema and parser refuse the same sites") {
  for (const std::string text : {
           "{}",
           "[]",
           "null",
           "1",
           R"({"name": "x"})",
           R"({"endpoints": []})",
           R"({"endpoints": {"ddc": []}})",
           R"({"endpoints": {"ddc": [""]}})",
           R"({"endpoints": {"ddc": [7]}})",
           R"({"endpoints": {"ddc": null}})",
           R"({"endpoints": {"ddc": {"host": "a"}}})",
           R"({"endpoints": {"ddc": ["a b"]}})",
           R"({"endpoints": {"ddc": ["*.example"]}})",
           R"({"endpoints": {"ddc": ["[::1]"]}})",
           R"({"endpoints": {"ddc": "a,b"}})",
           R"({"endpoint": {"ddc": "a"}})",
           R"({"endpoints": {"ddc": "a"}, "name": 1})",
           R"({"endpoints": {"ddc": "a"}, "name": ""})",
           R"({"endpoints": {"ddc": "a"}, "max_hosts": 0})",
           R"({"endpoints": {"ddc": "a"}, "max_hosts": 65537})",
           R"({"endpoints": {"ddc": "a"}, "max_hosts": "5"})",
           R"({"endpoints": {"ddc": "a"}, "max_hosts": 1.5})",
           R"({"features": {"sql-always-on": "on"}})",
           R"({"features": {"sql-always-on": 1}})",
           R"({"features": ["sql-always-on"]})",
           R"({"ports": {"cvad.vda.delivery-controller.registration": ["80"]}})",
           R"({"ports": {"cvad.vda.delivery-controller.registration": {}}})",
           R"({"ports": {"cvad.vda.delivery-controller.registration": {"icmp": ["80"]}}})",
           R"({"ports": {"cvad.vda.delivery-controller.registration": {"tcp": []}}})",
           R"({"ports": {"cvad.vda.delivery-controller.registration": {"tcp": [0]}}})",
           R"({"ports": {"cvad.vda.delivery-controller.registration": {"tcp": [65536]}}})",
           R"({"ports": {"cvad.vda.delivery-controller.registration": {"tcp": [-1]}}})",
           R"({"ports": {"cvad.vda.delivery-controller.registration": {"tcp": [8.5]}}})",
           R"({"ports": {"cvad.vda.delivery-controller.registration": {"tcp": ["http"]}}})",
           R"({"ports": {"cvad.vda.delivery-controller.registration": {"tcp": ["080"]}}})",
           R"({"ports": {"cvad.vda.delivery-controller.registration": {"tcp": ["80-"]}}})",
           R"({"expect": {"cvad.vda.delivery-controller.registration": "open"}})",
           R"({"expect": {"cvad.vda.delivery-controller.registration": true}})",
           R"({"expect": {"vda": "closed"}})",
           R"({"expect": "path"})",
           R"({"flows": {"cvad.vda.delivery-controller.registration": {"need": "conditional"}}})",
           R"({"flows": {"cvad.vda.delivery-controller.registration": {"skip": ""}}})",
           R"({"flows": {"cvad.vda.delivery-controller.registration": {"timeout_ms": 0}}})",
           R"({"flows": {"cvad.vda.delivery-controller.registration": {"timeout_ms": 600001}}})",
           R"({"flows": {"cvad.vda.delivery-controller.registration": {"attempts": 101}}})",
           R"({"flows": {"cvad.vda.delivery-controller.registration": {"timeout": 5}}})",
           R"({"flows": {"cvad.vda.delivery-controller.registration": {"endpoints": []}}})",
           R"({"flows": {"cvad.vda.delivery-controller.registration": []}})",
           R"({"flows": {"cvad.vda.delivery-controller.registration": {"secret": "s3cret"}}})",
           R"({"secrets": {"ddc": {"env": "PATH"}}})",
           R"({"endpoints": {"ddc": "a"}, "secrets": {"ddc": "s3cret"}})",
           R"({"endpoints": {"ddc": "a"}, "secrets": {"ddc": {}}})",
           R"({"endpoints": {"ddc": "a"}, "secrets": {"ddc": {"env": "PATH", "file": "/dev/null"}}})",
           R"({"endpoints": {"ddc": "a"}, "secrets": {"ddc": {"value": "s3cret"}}})",
           R"({"endpoints": {"ddc": "a"}, "secrets": {"ddc": {"env": ""}}})",
           R"({"endpoints": {"ddc": "a"}, "secrets": []})",
           R"({"proxy": "proxy01:3128"})",
           R"({"proxy": {"ddc": "proxy01"}})",
           R"({"proxy": {"ddc": "proxy01:0"}})",
           R"({"proxy": {"ddc": "https://proxy01:3128"}})",
           R"({"proxy": {"ddc": "http://user:password@proxy01:3128"}})",
           R"({"proxy": {"ddc": "2001:db8::1:3128"}})",
           R"({"proxy": {"ddc": ["proxy01:3128"]}})",
           R"({"proxy": {"ddc": false}})",
       }) {
    CAPTURE(text);
    CHECK_FALSE(parser_accepts(text));
    CHECK_FALSE(schema_accepts(text));
  }
}

TEST_CASE("The words in the site schema are those of the program") {
  CHECK(test::schema_words("site", "/definitions/expect/enum") == words_of<site::Expect>());
}
