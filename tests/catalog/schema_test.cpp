// The schemas of catalog, roles and host profiles against our own loader.
#include "support/schema.hpp"
#include "catalog/small_catalog.hpp"
#include "flowvet/plan/plan.hpp"

#include <doctest/doctest.h>

using namespace flowvet;
using namespace flowvet::catalog;

namespace {

std::string_view schema_of(std::string_view path) {
  if (path.starts_with("catalog/")) return "catalog";
  return path.starts_with("hosts/") ? "host" : "roles";
}

/// Whether each of the files fits its schema.
bool schemas_accept(const std::vector<ProfileFile>& files) {
  for (const auto& file : files)
    if (!test::schema_problems(schema_of(file.path), file.text).empty()) return false;
  return true;
}

/// A change of one file that neither loader nor schema may accept.
struct Change {
  std::string_view file, pointer, json;
};

}  // namespace

TEST_CASE("Flawless files are accepted by loader and schemas") {
  CHECK(problems_of(small_files()).empty());
  CHECK(schemas_accept(small_files()));
}

TEST_CASE("Loader and schemas refuse the same changes") {
  constexpr std::string_view cvad = "catalog/cvad.json", vda = "hosts/vda.json", roles = "roles.json";
  for (const auto& change : {
           Change{cvad, "/flows/0/id", "\"cvad.vda\""},
           Change{cvad, "/flows/0/id", "7"},
           Change{cvad, "/flows/0/from", "\"vda\""},
           Change{cvad, "/flows/0/transports", "[]"},
           Change{cvad, "/flows/0/transports", R"(["tcp", "tcp"])"},
           Change{cvad, "/flows/0/transports/0", "\"sctp\""},
           Change{cvad, "/flows/0/ports/0", "80"},
           Change{cvad, "/flows/0/ports/0", "\"80-\""},
           Change{cvad, "/flows/0/match", "\"some\""},
           Change{cvad, "/flows/0/need", "\"needed\""},
           Change{cvad, "/flows/0/when", "null"},
           Change{cvad, "/flows/0/direction", "\"back\""},
           Change{cvad, "/flows/0/services", "{}"},
           Change{cvad, "/flows/0/services/tcp", "\"\""},
           Change{cvad, "/flows/0/purpose/ja", ""},
           Change{cvad, "/flows/0/purpose/fr", "\"x\""},
           Change{cvad, "/flows/0/sources", "[]"},
           Change{cvad, "/flows/0/sources/0/row", "0"},
           Change{cvad, "/flows/0/sources/0/row", "\"1\""},
           Change{cvad, "/flows/0/sources/0/edition", "\"de\""},
           Change{cvad, "/flows/0/doubt", "\"\""},
           Change{cvad, "/flows/0/doubt", ""},
           Change{cvad, "/flows/3/skip", "\"impossible\""},
           Change{cvad, "/flows/0/listens", "\"never\""},
           Change{cvad, "/flows/0/fallback", "[\"sctp\"]"},
           Change{cvad, "/flows/0/color", "\"red\""},
           Change{cvad, "/names", ""},
           Change{roles, "/roles/0/kind", "\"thing\""},
           Change{roles, "/roles/0/aliases", "\"x\""},
           Change{roles, "/roles/0/aliases", ""},
           Change{roles, "/roles/0/alias", "[]"},
           Change{vda, "/plays", "[]"},
           Change{vda, "/plays", ""},
           Change{vda, "/outcomes/0/needs", "[]"},
           Change{vda, "/outcomes/0/needs/1", "[]"},
           Change{vda, "/outcomes/0/needs/0", "7"},
           Change{vda, "/outcomes/0/title", "\"x\""},
           Change{vda, "/parts/0/feature", "\"\""},
           Change{vda, "/part", "[]"},
       }) {
    CAPTURE(change.pointer);
    CAPTURE(change.json);
    const auto files = changed(change.file, change.pointer, change.json);
    CHECK_FALSE(problems_of(files).empty());
    CHECK_FALSE(schemas_accept(files));
  }
}

TEST_CASE("The words in the schemas are those of the program") {
  const std::string flow = "/definitions/flow/properties/";
  CHECK(test::schema_words("catalog", "/definitions/transport/enum") == words_of<Transport>());
  CHECK(test::schema_words("catalog", flow + "match/enum") == words_of<Match>());
  CHECK(test::schema_words("catalog", flow + "need/enum") == words_of<Need>());
  CHECK(test::schema_words("catalog", flow + "direction/enum") == words_of<Direction>());
  CHECK(test::schema_words("catalog", flow + "listens/enum") == words_of<Listens>());
  CHECK(test::schema_words("catalog", flow + "skip/enum") == words_of<plan::SkipReason>());
  CHECK(test::schema_words("catalog", flow + "sources/items/properties/edition/enum") == words_of<Edition>());
}
