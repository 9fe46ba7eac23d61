// Finding roles, flows and profiles.
#include "flowvet/catalog/catalog.hpp"

#include "catalog/small_catalog.hpp"

#include <doctest/doctest.h>

#include <string>

#include <algorithm>

using namespace flowvet;
using namespace flowvet::catalog;

TEST_CASE("A role is found by its id, either name and any alias, however they are written") {
  const auto catalog = small_catalog();
  for (const std::string text :
       {"delivery-controller", "Delivery Controller", "DELIVERY_CONTROLLER", "ddc", "desktop delivery-controller", "ＤＤＣ"}) {
    CAPTURE(text);
    REQUIRE(find_role(catalog, text) != nullptr);
    CHECK(find_role(catalog, text)->id.text == "delivery-controller");
  }
  CHECK(find_role(catalog, "仮想配信エージェント")->id.text == "vda");
  CHECK(find_role(catalog, "SQLサーバー")->id.text == "sql-server");
}

TEST_CASE("What names no role finds none") {
  const auto catalog = small_catalog();
  for (const std::string text : {"", " ", "-", "dd", "ddcc", "controller"}) {
    CAPTURE(text);
    CHECK(find_role(catalog, text) == nullptr);
  }
}

TEST_CASE("Flows and profiles are found by their exact id only") {
  const auto catalog = small_catalog();
  CHECK(find_flow(catalog, FlowId("cvad.vda.delivery-controller.wake")) == &catalog.flows[3]);
  CHECK(find_flow(catalog, FlowId("cvad.vda.delivery-controller")) == nullptr);
  CHECK(find_flow(catalog, FlowId("CVAD.vda.delivery-controller.wake")) == nullptr);
  CHECK(find_profile(catalog, RoleId("vda")) == &catalog.profiles[0]);
  CHECK(find_profile(catalog, RoleId("VDA")) == nullptr);
}

TEST_CASE("Features come from flows and from parts of hosts, sorted and each once") {
  CHECK(features_of(small_catalog()) == std::vector<std::string>{"combined-server", "sql-always-on"});
}

TEST_CASE("Words for suggestions hold every role's id and names once") {
  const auto words = role_words(small_catalog());
  CHECK(std::count(words.begin(), words.end(), "Delivery Controller") == 1);
  CHECK(std::count(words.begin(), words.end(), "sql-server") == 1);
  CHECK(std::count(words.begin(), words.end(), "仮想配信エージェント") == 1);
}
