// A site file -> Site, or everything that is wrong with it.
#include "catalog/small_catalog.hpp"
#include "flowvet/site/site.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <string>
#include <vector>

using namespace flowvet;
using namespace flowvet::site;
using namespace std::chrono_literals;

namespace {

using Lines = std::vector<std::string>;

const catalog::Catalog& known() {
  static const auto catalog = catalog::small_catalog();
  return catalog;
}

Result<Site> parse(std::string_view text) {
  return parse_site(text, "s.json", known());
}

Lines problems_of(std::string_view text) {
  const auto site = parse(text);
  Lines lines;
  if (!site)
    for (const auto& problem : site.error()) lines.push_back(to_text(problem));
  return lines;
}

/// Problems of a site whose controller has these hosts.
Lines problems_of_hosts(const std::string& hosts) {
  return problems_of(R"({"endpoints": {"ddc": )" + hosts + "}}");
}

Lines hosts_of_controller(const std::string& hosts, const std::string& more = "") {
  return parse("{" + more + R"("endpoints": {"ddc": )" + hosts + "}}").value().endpoints.at(RoleId("delivery-controller"));
}

const FlowId registration("cvad.vda.delivery-controller.registration");
const FlowId database("cvad.delivery-controller.sql-server.database");

}  // namespace

TEST_CASE("Everything that a site file says is in the site") {
  const auto site = parse(R"({
    "$schema": "schema/site.schema.json",
    "name": "tokyo", // comments are welcome
    "endpoints": {"Delivery Controller": ["ddc01.corp.example", "10.1.2.3"], "SQL サーバー": "sql01"},
    "features": {"sql-always-on": true, "combined-server": false},
    "ports": {"cvad.vda.delivery-controller.registration": {"tcp": ["8080", 8081, "9000-9010"]}},
    "expect": {"cvad.vda.delivery-controller.registration": "path"},
    "flows": {"cvad.delivery-controller.sql-server.database": {
      "endpoints": "sql02", "expect": "closed", "need": "optional", "skip": "not ours", "timeout_ms": 2500, "attempts": 5, "ports": {"tcp": "1500", "udp": [1434]}}}
  })")
                        .value();
  CHECK(site.name == "tokyo");
  CHECK(site.endpoints.at(RoleId("delivery-controller")) == Lines{"ddc01.corp.example", "10.1.2.3"});
  CHECK(site.endpoints.at(RoleId("sql-server")) == Lines{"sql01"});
  CHECK(site.features == std::map<Feature, bool>{{Feature("combined-server"), false}, {Feature("sql-always-on"), true}});
  CHECK(site.flows.at(registration).ports.at(catalog::Transport::tcp) ==
        std::vector{PortRange{8080, 8080}, PortRange{8081, 8081}, PortRange{9000, 9010}});
  CHECK(site.flows.at(registration).expect == Expect::path);
  const auto& own = site.flows.at(database);
  CHECK(own.endpoints == Lines{"sql02"});
  CHECK(own.expect == Expect::closed);
  CHECK(own.need == catalog::Need::optional);
  CHECK(own.skip == "not ours");
  CHECK(own.timeout == 2500ms);
  CHECK(own.attempts == 5);
  CHECK(own.ports.at(catalog::Transport::tcp) == std::vector{PortRange{1500, 1500}});
  CHECK(own.ports.at(catalog::Transport::udp) == std::vector{PortRange{1434, 1434}});
}

TEST_CASE("A feature that a site does not mention is not stated, which differs from off") {
  const auto site = parse(R"({"features": {"sql-always-on": false}})").value();
  CHECK(site.features.size() == 1);
  CHECK_FALSE(site.features.contains(Feature("combined-server")));
}

TEST_CASE("Networks are spelt out, in order and beside single hosts") {
  CHECK(hosts_of_controller(R"(["10.1.2.0/30", "ddc01", "2001:db8::/127"])") ==
        Lines{"10.1.2.1", "10.1.2.2", "ddc01", "2001:db8::", "2001:db8::1"});
  CHECK(hosts_of_controller(R"("10.1.2.9/32")") == Lines{"10.1.2.9"});
}

TEST_CASE("A network larger than max_hosts is refused before it is spelt out") {
  CHECK(hosts_of_controller(R"("10.1.0.0/22")").size() == 1022);
  CHECK(problems_of_hosts(R"("10.1.0.0/21")") == Lines{"s.json#/endpoints/ddc: \"10.1.0.0/21\" has 2046 hosts, more than max_hosts (1024) "
                                                       "(list the hosts, or set \"max_hosts\" up to 65536)"});
  CHECK(problems_of_hosts(R"("::/0")").size() == 1);
  CHECK(hosts_of_controller(R"("10.1.0.0/21")", R"("max_hosts": 3000, )").size() == 2046);
  CHECK(hosts_of_controller(R"("10.1.0.0/16")", R"("max_hosts": 65536, )").size() == 65534);
  CHECK(problems_of(R"({"max_hosts": 65537})") == Lines{"s.json#/max_hosts: expected a whole number from 1 to 65536, found 65537"});
  CHECK(problems_of(R"({"max_hosts": 0})") == Lines{"s.json#/max_hosts: expected a whole number from 1 to 65536, found 0"});
}

TEST_CASE("Many networks together cannot exceed what one site may name") {
  CHECK(problems_of(R"({"max_hosts": 65536, "endpoints": {"ddc": "10.1.0.0/16", "vda": "10.2.0.0/16"}})") ==
        Lines{"s.json#/endpoints/vda: \"10.2.0.0/16\" holds 10.2.0.3, which is one host too many: a site names at most 65536"});
}

TEST_CASE("An address within a network is not silently taken for the whole network") {
  CHECK(problems_of_hosts(R"("10.1.2.3/24")") == Lines{"s.json#/endpoints/ddc: \"10.1.2.3/24\" is an address within a network (write "
                                                       "10.1.2.0/24 for the network or 10.1.2.3 for the host)"});
}

TEST_CASE("A host that is listed twice is reported, because another one was meant") {
  CHECK(problems_of_hosts(R"(["ddc01", "DDC01."])") ==
        Lines{"s.json#/endpoints/ddc/1: \"DDC01.\" is listed twice (was another host meant?)"});
  CHECK(problems_of_hosts(R"(["10.1.2.2", "10.1.2.0/29"])") ==
        Lines{"s.json#/endpoints/ddc/1: \"10.1.2.0/29\" holds 10.1.2.2, which is listed twice (was another host meant?)"});
  CHECK(problems_of(R"({"endpoints": {"ddc": "host01", "vda": "host01"}})").empty());
}

TEST_CASE("What is no host is reported with what to write instead") {
  CHECK(problems_of_hosts(R"(["ddc01:8080", "0.0.0.0", "ff02::1", 7, null, "", ["x"]])") ==
        Lines{"s.json#/endpoints/ddc/0: \"ddc01:8080\" holds a port (write only the host; ports that differ from the documented ones go "
              "under \"ports\")",
              "s.json#/endpoints/ddc/1: \"0.0.0.0\" is an address of \"this network\", not of a host",
              "s.json#/endpoints/ddc/2: \"ff02::1\" is a multicast address, not a host",
              "s.json#/endpoints/ddc/3: expected text, found a number", "s.json#/endpoints/ddc/4: expected text, found null",
              "s.json#/endpoints/ddc/5: this text is empty", "s.json#/endpoints/ddc/6: expected text, found an array"});
  CHECK(problems_of_hosts("[]") == Lines{"s.json#/endpoints/ddc: names no host (remove it, or name at least one host)"});
  CHECK(problems_of_hosts(R"("224.0.0.0/30")") == Lines{"s.json#/endpoints/ddc: \"224.0.0.0/30\" is a multicast address, not a host"});
}

TEST_CASE("An unknown role, feature, flow or word comes with the nearest known one") {
  CHECK(problems_of(R"({"endpoints": {"delivery-controler": "x"}})") ==
        Lines{"s.json#/endpoints/delivery-controler: unknown role \"delivery-controler\" (did you mean \"delivery-controller\"?)"});
  CHECK(problems_of(R"({"features": {"sql-alwayson": true}})") ==
        Lines{"s.json#/features/sql-alwayson: unknown feature \"sql-alwayson\" (did you mean \"sql-always-on\"?)"});
  CHECK(problems_of(R"({"ports": {"cvad.vda.delivery-controller.registrations": {"tcp": ["1"]}}})") ==
        Lines{"s.json#/ports/cvad.vda.delivery-controller.registrations: unknown flow \"cvad.vda.delivery-controller.registrations\" (did "
              "you mean "
              "\"cvad.vda.delivery-controller.registration\"?)"});
  CHECK(problems_of(R"({"expect": {"cvad.vda.delivery-controller.registration": "close"}})") ==
        Lines{"s.json#/expect/cvad.vda.delivery-controller.registration: unknown word \"close\" (did you mean \"closed\"?)"});
  CHECK(problems_of(R"({"endpoint": {"ddc": "x"}})") == Lines{"s.json#/endpoint: unknown key \"endpoint\" (did you mean \"endpoints\"?)"});
}

TEST_CASE("One role reached by two names is reported, because one list would win in silence") {
  CHECK(problems_of(R"({"endpoints": {"ddc": "a", "Delivery Controller": "b"}})") ==
        Lines{"s.json#/endpoints/Delivery Controller: \"Delivery Controller\" and \"ddc\" are the same role, delivery-controller (put all "
              "its hosts in "
              "one list)"});
  CHECK(problems_of(R"({"endpoints": {"ddc": "a", "ddc": "b"}})").size() == 1);
}

TEST_CASE("A feature is true or false, not a word") {
  CHECK(problems_of(R"({"features": {"sql-always-on": "on", "combined-server": 1}})") ==
        Lines{"s.json#/features/sql-always-on: expected true or false, found text",
              "s.json#/features/combined-server: expected true or false, found a number"});
}

TEST_CASE("Ports are checked against the flow that they belong to") {
  const auto problems_of_ports = [](const std::string& ports) {
    return problems_of(R"({"ports": {"cvad.vda.delivery-controller.registration": )" + ports + "}}");
  };
  const std::string place = "s.json#/ports/cvad.vda.delivery-controller.registration";
  CHECK(problems_of_ports(R"({"udp": ["80"]})") ==
        Lines{place + "/udp: the flow \"cvad.vda.delivery-controller.registration\" does not use udp"});
  CHECK(problems_of_ports(R"({"icmp": []})") == Lines{place + "/icmp: unknown transport \"icmp\" (known: tcp, udp)"});
  CHECK(problems_of_ports(R"({"tcp": []})") == Lines{place + "/tcp: names no port"});
  CHECK(problems_of_ports(R"({})") == Lines{place + ": names no port (e.g. {\"tcp\": [\"8080\"]})"});
  CHECK(problems_of_ports(R"(["8080"])") == Lines{place + ": expected an object, found an array"});
  CHECK(problems_of_ports(R"({"tcp": [0, 65536, "80-79", "http", -1, 8.5]})").size() == 6);
  CHECK(problems_of_ports(R"({"tcp": ["80-90", 85]})") == Lines{place + "/tcp/1: port 85 is listed twice"});
}

TEST_CASE("A pair of roles stands for every documented flow between them") {
  const auto site = parse(R"({"expect": {"cvad.delivery-controller.sql-server": "path"}})").value();
  CHECK(site.flows.size() == 2);
  CHECK(site.flows.at(database).expect == Expect::path);
  CHECK(site.closed_pairs.empty());
}

TEST_CASE("What is said of a single flow wins over its pair, in either order") {
  for (const std::string text :
       {R"({"expect": {"cvad.delivery-controller.sql-server": "closed", "cvad.delivery-controller.sql-server.database": "serve"}})",
        R"({"expect": {"cvad.delivery-controller.sql-server.database": "serve", "cvad.delivery-controller.sql-server": "closed"}})"}) {
    const auto site = parse(text).value();
    CHECK(site.flows.at(database).expect == Expect::serve);
    CHECK(site.flows.at(FlowId("cvad.delivery-controller.sql-server.old-database")).expect == Expect::closed);
  }
}

TEST_CASE("A pair that no flow joins can only be expected closed") {
  CHECK(parse(R"({"expect": {"cvad.vda.sql-server": "closed"}})").value().closed_pairs == std::vector{FlowId("cvad.vda.sql-server")});
  CHECK(problems_of(R"({"expect": {"cvad.vda.sql-server": "path"}})") ==
        Lines{"s.json#/expect/cvad.vda.sql-server: no flow is documented from vda to sql-server (such a pair can only be expected "
              "\"closed\")"});
}

TEST_CASE("A closed pair of which nothing could be checked is refused rather than passed") {
  auto catalog = known();
  std::erase_if(catalog.flows, [](const catalog::Flow& flow) { return flow.to.front().text == "sql-server"; });
  const auto site = parse_site(R"({"expect": {"cvad.vda.sql-server": "closed"}})", "s.json", catalog);
  REQUIRE(site.has_error());
  CHECK(site.error().front().what == "no port of sql-server is documented, so there is nothing to check");
}

TEST_CASE("A pair that a documented flow joins after all is referred to that flow") {
  for (const std::string pair : {"cvad.vda.cloud-connector", "cvad.cloud-connector.vda", "cvad.delivery-controller.vda"}) {
    CAPTURE(pair);
    const auto problems = problems_of(R"({"expect": {")" + pair + R"(": "closed"}})");
    CHECK(problems == Lines{"s.json#/expect/" + pair +
                            ": these roles are joined by the documented flow \"cvad.vda.delivery-controller.registration\" (state the "
                            "expectation of that flow)"});
  }
}

TEST_CASE("Closing a pair does not close the way to other roles unnoticed") {
  CHECK(problems_of(R"({"expect": {"cvad.vda.delivery-controller": "closed"}})") ==
        Lines{"s.json#/expect/cvad.vda.delivery-controller: the flow \"cvad.vda.delivery-controller.registration\" also goes to other "
              "roles than "
              "delivery-controller (if all of them must be closed, name the flow itself)"});
}

TEST_CASE("A mistyped pair names the part that is unknown") {
  CHECK(problems_of(R"({"expect": {"cvd.vda.sql-server": "closed"}})") ==
        Lines{"s.json#/expect/cvd.vda.sql-server: unknown section \"cvd\" (did you mean \"cvad\"?)"});
  CHECK(problems_of(R"({"expect": {"cvad.vdaa.sql-serve": "closed"}})") ==
        Lines{"s.json#/expect/cvad.vdaa.sql-serve: unknown role \"vdaa\" (did you mean \"vda\"?)",
              "s.json#/expect/cvad.vdaa.sql-serve: unknown role \"sql-serve\" (did you mean \"sql-server\"?)"});
  CHECK(problems_of(R"({"expect": {"vda": "closed"}})") == Lines{"s.json#/expect/vda: unknown flow \"vda\""});
}

TEST_CASE("One flow's overrides are checked key by key") {
  const auto problems_of_flow = [](const std::string& json) {
    return problems_of(R"({"flows": {"cvad.vda.delivery-controller.registration": )" + json + "}}");
  };
  const std::string place = "s.json#/flows/cvad.vda.delivery-controller.registration";
  CHECK(problems_of_flow(R"({"timeout": 5})") == Lines{place + "/timeout: unknown key \"timeout\" (did you mean \"timeout_ms\"?)"});
  CHECK(problems_of_flow(R"({"timeout_ms": 0})") == Lines{place + "/timeout_ms: expected a whole number from 1 to 600000, found 0"});
  CHECK(problems_of_flow(R"({"attempts": "3"})") == Lines{place + "/attempts: expected a whole number from 1 to 100, found text"});
  CHECK(problems_of_flow(R"({"need": "conditional"})") ==
        Lines{place + "/need: a site's need is \"required\" or \"optional\" (features decide conditional flows)"});
  CHECK(problems_of_flow(R"({"skip": true})") == Lines{place + "/skip: expected text, found true"});
  CHECK(problems_of_flow(R"({"endpoints": []})") == Lines{place + "/endpoints: names no host (remove it, or name at least one host)"});
  CHECK(problems_of(R"({"flows": {"x.y.z.a": {"attempts": 0}}})").size() == 2);
}

TEST_CASE("A flow that is described in two places must not contradict itself") {
  CHECK(problems_of(R"({"expect": {"cvad.vda.delivery-controller.registration": "path"},
                        "flows": {"cvad.vda.delivery-controller.registration": {"expect": "closed"}}})")
            .size() == 1);
  CHECK(problems_of(R"({"expect": {"cvad.vda.delivery-controller.registration": "path"},
                        "flows": {"cvad.vda.delivery-controller.registration": {"expect": "path"}}})")
            .empty());
  CHECK(problems_of(R"({"ports": {"cvad.vda.delivery-controller.registration": {"tcp": [1]}},
                        "flows": {"cvad.vda.delivery-controller.registration": {"ports": {"tcp": [2]}}}})")
            .size() == 1);
}

TEST_CASE("A site that says nothing is reported, since nothing would be checked") {
  for (const std::string text : {"{}", R"({"name": "x"})", R"({"endpoints": {}})", R"({"max_hosts": 5, "features": {}})"}) {
    CAPTURE(text);
    REQUIRE(problems_of(text).size() == 1);
    CHECK(problems_of(text).front().starts_with("s.json: the site names no host"));
  }
}

TEST_CASE("A document that is no object is reported") {
  for (const std::string text : {"[]", "1", "\"x\"", "null"}) CHECK(problems_of(text).front().starts_with("s.json: expected an object"));
}

TEST_CASE("Every problem of a file is reported, not only the first") {
  const auto problems = problems_of(
      R"({"nam": "x", "endpoints": {"ddcc": ["a:1", "b c"], "vda": {}}, "features": {"no-such": 3}, "expect": {"a.b.c": "closed"}})");
  CHECK(problems.size() == 10);
  CHECK(problems.front().starts_with("s.json#/nam: "));
  CHECK(problems.back().starts_with("s.json#/expect/a.b.c: "));
}

TEST_CASE("A hostile file of very many errors yields a bounded report soon") {
  std::string text = R"({"endpoints": {)";
  for (int i = 0; i < 100'000; ++i) text += "\"delivery-controler" + std::to_string(i) + "\": 1,";
  text.back() = '}';
  const auto problems = problems_of(text + "}");
  CHECK(problems.size() == 201);
  CHECK(problems.back().starts_with("199800 more problems are not shown"));
}

TEST_CASE("A site file is named after its file unless it has a name, and problems name the file") {
  const auto folder = std::filesystem::temp_directory_path() / "flowvet_parse_site_test";
  std::filesystem::create_directories(folder);
  const auto file = folder / "osaka.json";
  std::ofstream(file) << R"({"endpoints": {"ddc": "ddc01"}})";
  CHECK(load_site(file, known())->name == "osaka");
  std::ofstream(file) << R"({"name": "west", "endpoints": {"ddc": "ddc01"}})";
  CHECK(load_site(file, known())->name == "west");
  std::ofstream(file) << R"({"endpoints": {"ddc": 1}})";
  CHECK(to_text(load_site(file, known()).error().front()) == file.string() + "#/endpoints/ddc: expected text, found a number");
  std::filesystem::remove_all(folder);
  CHECK(load_site(file, known()).error().front().what == "no such file");
}
