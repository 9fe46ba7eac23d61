// Selecting flows, comparing the editions, and writing both as JSON and CSV.
#include "flowvet/catalog/query.hpp"

#include "catalog/small_catalog.hpp"
#include "flowvet/catalog/json.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <sstream>

using namespace flowvet;
using namespace flowvet::catalog;

namespace {

/// The last parts of the selected flows' ids.
std::vector<std::string> selected(const Filter& filter) {
  const auto catalog = small_catalog();
  std::vector<std::string> names;
  for (const auto* flow : select(catalog, filter)) names.push_back(flow->id.text.substr(flow->id.text.rfind('.') + 1));
  return names;
}

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("Without any wish every flow is selected in the catalog's order") {
  CHECK(selected({}) == Names{"registration", "database", "old-database", "wake"});
}

TEST_CASE("A flow in both directions is found from either end") {
  Filter filter;
  filter.from = RoleId("delivery-controller");
  CHECK(selected(filter) == Names{"registration", "database", "old-database"});
  filter.to = RoleId("vda");
  CHECK(selected(filter) == Names{"registration"});
  filter = {};
  filter.to = RoleId("delivery-controller");
  CHECK(selected(filter) == Names{"registration", "wake"});
}

TEST_CASE("Both ends must belong to the same direction") {
  Filter filter;
  filter.from = RoleId("delivery-controller");
  filter.to = RoleId("cloud-connector");
  CHECK(selected(filter).empty());
}

TEST_CASE("Section, edition, transport and port narrow the selection, alone and together") {
  Filter filter;
  filter.section = "daas";
  CHECK(selected(filter).empty());
  filter = {};
  filter.edition = Edition::ja;
  CHECK(selected(filter) == Names{"registration", "old-database"});
  filter = {};
  filter.transport = Transport::udp;
  CHECK(selected(filter) == Names{"database", "wake"});
  filter.port = 50000;
  CHECK(selected(filter) == Names{"database"});
  filter.port = 80;
  CHECK(selected(filter).empty());
}

TEST_CASE("The editions differ in the flows that only one prints, and what the other prints instead is named") {
  const auto differences = diff_editions(small_catalog());
  REQUIRE(differences.size() == 3);
  CHECK(differences[0].flow.text == "cvad.delivery-controller.sql-server.database");
  CHECK(differences[0].only_in == Edition::en);
  CHECK(differences[0].instead == std::vector{FlowId("cvad.delivery-controller.sql-server.old-database")});
  CHECK(differences[1].only_in == Edition::ja);
  CHECK(differences[1].instead == std::vector{FlowId("cvad.delivery-controller.sql-server.database")});
  CHECK(differences[2].flow.text == "cvad.vda.delivery-controller.wake");
  CHECK(differences[2].instead.empty());
}

TEST_CASE("Listed flows have the keys that other programs rely on") {
  const auto catalog = small_catalog();
  std::ostringstream out;
  write_flows_json(select(catalog, {}), out);
  const auto json = nlohmann::json::parse(out.str());
  REQUIRE(json["flows"].size() == 4);
  CHECK(json["flows"][1] == nlohmann::json::parse(R"({
    "id": "cvad.delivery-controller.sql-server.database", "section": "cvad", "from": ["delivery-controller"], "to": ["sql-server"],
    "transports": ["tcp", "udp"], "ports": ["1433", "49152-65535"], "match": "any", "need": "conditional", "when": ["sql-always-on"],
    "direction": "forward", "services": {"tcp": "tds", "udp": null}, "unproven": {"udp": "one-way"}, "purpose": {"en": "The site's data.", "ja": "サイトのデータ。"},
    "sources": [{"edition": "en", "section": "Virtual Apps", "row": null}], "doubt": null,
    "fallback": ["udp"], "skip": null, "listens": "on-demand"})"));
}

TEST_CASE("An empty selection is still a valid document") {
  std::ostringstream out;
  write_flows_json({}, out);
  CHECK(nlohmann::json::parse(out.str()) == nlohmann::json::parse(R"({"flows": []})"));
}

TEST_CASE("Roles and differences have the keys that other programs rely on") {
  const auto catalog = small_catalog();
  std::ostringstream roles, differences;
  write_roles_json(catalog, roles);
  write_differences_json(diff_editions(catalog), differences);
  CHECK(nlohmann::json::parse(roles.str())["roles"][0] ==
        nlohmann::json::parse(R"({"id": "vda", "kind": "component", "names": {"en": "Virtual Delivery Agent", "ja": "仮想配信エージェント"},
                                  "aliases": ["VDA host"], "stands_in_for": [], "hosts": [], "certificate": null})"));
  CHECK(nlohmann::json::parse(differences.str())["differences"][2] ==
        nlohmann::json::parse(R"({"only_in": "en", "flow": "cvad.vda.delivery-controller.wake", "instead": []})"));
}

TEST_CASE("The table has one line a flow, quotes are doubled and nothing is taken for a formula") {
  std::ostringstream out;
  write_csv(small_catalog(), out);
  const auto text = out.str();
  CHECK(std::count(text.begin(), text.end(), '\n') == 5);
  CHECK(text.starts_with("\"id\",\"section\",\"from\",\"to\",\"transports\",\"ports\","));
  CHECK(text.find("\"'=The older \"\"port\"\".\"") != std::string::npos);
  CHECK(text.find("\"tcp udp\",\"1433 49152-65535\",\"any\",\"conditional\",\"sql-always-on\",\"forward\",\"tcp:tds udp:-\"") !=
        std::string::npos);
  CHECK(text.find("\"Virtual Apps (prose)\"") != std::string::npos);
  CHECK(text.find("\"Virtual Apps 17\",\"Virtual Apps 16\"") != std::string::npos);
  CHECK(text.ends_with("\r\n"));
}

TEST_CASE("Every cell that could start a formula is disarmed") {
  for (const std::string start : {"=1+1", "+1", "-1", "@SUM(A1)", "\\t=1"}) {
    CAPTURE(start);
    const auto files = changed("catalog/cvad.json", "/flows/0/purpose/en", "\"" + start + "\"");
    std::ostringstream out;
    write_csv(load_catalog(files, small_services()).value(), out);
    const auto cell = start[0] == '\\' ? std::string("\"'\t=1\"") : "\"'" + start + "\"";
    CHECK(out.str().find(cell) != std::string::npos);
  }
}
