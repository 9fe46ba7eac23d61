// Reading and cross-checking the files of profiles/.
#include "catalog/small_catalog.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace flowvet;
using namespace flowvet::catalog;

namespace {

constexpr std::string_view cvad = "catalog/cvad.json";
constexpr std::string_view vda = "hosts/vda.json";
constexpr std::string_view roles = "roles.json";

/// One change to one file and the only problem that it leads to.
struct Flaw {
  std::string_view file, pointer, json, problem;
};

void check_table(const std::vector<Flaw>& flaws) {
  for (const auto& flaw : flaws) {
    CAPTURE(flaw.pointer);
    CAPTURE(flaw.json);
    CHECK(problems_of(changed(flaw.file, flaw.pointer, flaw.json)) == std::vector{std::string(flaw.problem)});
  }
}

}  // namespace

TEST_CASE("Everything that the files say is in the catalog") {
  const auto catalog = small_catalog();
  CHECK(catalog.sections.size() == 1);
  CHECK(catalog.sections[0].names.ja == "仮想アプリ");
  CHECK(catalog.roles.size() == 4);
  CHECK(catalog.roles[2].stands_in_for == std::vector{RoleId("delivery-controller")});
  CHECK(catalog.roles[3].hosts == std::vector<std::string>{"192.0.2.7"});

  REQUIRE(catalog.flows.size() == 4);
  const auto& database = catalog.flows[1];
  CHECK(database.section == "cvad");
  CHECK(database.transports == std::vector{Transport::tcp, Transport::udp});
  CHECK(database.ports == std::vector{PortRange{1433, 1433}, PortRange{49152, 65535}});
  CHECK(database.match == Match::any);
  CHECK(database.need == Need::conditional);
  CHECK(database.when == std::vector{Feature("sql-always-on")});
  CHECK(database.listens == Listens::on_demand);
  CHECK(database.services == std::map<Transport, std::string>{{Transport::tcp, "tds"}, {Transport::udp, ""}});
  CHECK(database.unproven == std::map<Transport, Unproven>{{Transport::udp, Unproven::one_way}});
  CHECK(database.fallback == std::vector{Transport::udp});
  CHECK_FALSE(database.sources[0].row);
  CHECK(database.doubt.empty());
  CHECK(catalog.flows[0].direction == Direction::both);
  CHECK(catalog.flows[0].sources[1].edition == Edition::ja);
  CHECK(catalog.flows[0].sources[1].row == 16);
  CHECK(catalog.flows[3].skip == "no-port");
  CHECK(catalog.flows[3].doubt == "No port is printed.");

  REQUIRE(catalog.profiles.size() == 1);
  CHECK(catalog.profiles[0].parts[0].plays == std::vector{RoleId("delivery-controller")});
  CHECK(catalog.profiles[0].outcomes[0].needs[1].size() == 2);
  CHECK(catalog.profiles[0].outcomes[0].degraded_without.size() == 1);
}

TEST_CASE("Every key of a flow must be there") {
  for (const std::string key :
       {"id", "from", "to", "transports", "ports", "match", "need", "when", "direction", "services", "purpose", "sources", "doubt"}) {
    CAPTURE(key);
    const auto problems = problems_of(changed(cvad, "/flows/0/" + key, ""));
    CHECK(problems == std::vector{"catalog/cvad.json#/flows/0: the key \"" + key + "\" is missing"});
  }
}

TEST_CASE("What is wrong within one file is reported at its place") {
  check_table({
      {cvad, "/flows/0/fallbak", "[]", "catalog/cvad.json#/flows/0/fallbak: unknown key \"fallbak\" (did you mean \"fallback\"?)"},
      {cvad, "/flows/0/match", "\"al\"", "catalog/cvad.json#/flows/0/match: unknown word \"al\" (did you mean \"all\"?)"},
      {cvad, "/flows/0/need", "null", "catalog/cvad.json#/flows/0/need: expected text, found null"},
      {cvad, "/flows/0/transports/0", "\"tpc\"", "catalog/cvad.json#/flows/0/transports/0: unknown word \"tpc\" (did you mean \"tcp\"?)"},
      {cvad, "/flows/0/ports", "[80]", "catalog/cvad.json#/flows/0/ports/0: expected text, found a number"},
      {cvad, "/flows/0/ports/0", "\"http\"",
       "catalog/cvad.json#/flows/0/ports/0: \"http\" is neither a port nor a range (e.g. \"80\" or \"49152-65535\")"},
      {cvad, "/flows/0/services/tpc", "null", "catalog/cvad.json#/flows/0/services/tpc: unknown transport \"tpc\" (did you mean \"tcp\"?)"},
      {cvad, "/flows/1/unproven/udp", "\"oneway\"",
       "catalog/cvad.json#/flows/1/unproven/udp: unknown word \"oneway\" (did you mean \"one-way\"?)"},
      {cvad, "/flows/1/unproven/upd", "\"one-way\"",
       "catalog/cvad.json#/flows/1/unproven/upd: unknown transport \"upd\" (did you mean \"udp\"?)"},
      {roles, "/roles/0/certificate", "\"publik\"",
       "roles.json#/roles/0/certificate: unknown kind of certificate \"publik\" (did you mean \"public\"?)"},
      {cvad, "/flows/0/sources/0/row", "0",
       "catalog/cvad.json#/flows/0/sources/0/row: expected a whole number from 1 to 2147483647, found 0"},
      {cvad, "/flows/0/sources/0/edition", "\"fr\"", "catalog/cvad.json#/flows/0/sources/0/edition: unknown word \"fr\" (known: en, ja)"},
      {cvad, "/flows/0/purpose/ja", "\"\"", "catalog/cvad.json#/flows/0/purpose/ja: this text is empty"},
      {cvad, "/flows/1/listens", "\"on demand\"",
       "catalog/cvad.json#/flows/1/listens: unknown word \"on demand\" (did you mean \"on-demand\"?)"},
      {cvad, "/section", "\"daas\"", "catalog/cvad.json#/section: section \"daas\" in a file named \"cvad\""},
      {roles, "/roles/0/kind", "\"componnent\"", "roles.json#/roles/0/kind: unknown kind \"componnent\" (did you mean \"component\"?)"},
      {roles, "/roles/3/hosts/0", "\"*.example\"",
       "roles.json#/roles/3/hosts: \"*.example\" is a wildcard (name the concrete hosts, a pattern cannot be probed)"},
      {vda, "/id", "\"vdaa\"", "hosts/vda.json#/id: host profile \"vdaa\" in a file named \"vda\""},
      {vda, "/outcomes/0/needs/1", "[]", "hosts/vda.json#/outcomes/0/needs/1: an outcome needs at least one flow here"},
  });
}

TEST_CASE("A flow that contradicts itself or names what does not exist is reported") {
  const std::string flow = "catalog/cvad.json#/flows/0: flow \"cvad.vda.delivery-controller.registration\": ";
  const auto problem_with = [&](std::string_view pointer, std::string_view json) {
    return problems_of(changed(cvad, "/flows/0/" + std::string(pointer), json));
  };
  using Lines = std::vector<std::string>;
  CHECK(problem_with("from", R"(["vda", "vdaa"])") == Lines{flow + "unknown role \"vdaa\" (did you mean \"vda\"?)"});
  CHECK(problem_with("from", R"(["vda", "vda"])") == Lines{flow + "a role is named twice on one side"});
  CHECK(problem_with("to", R"(["cloud-connector"])") == Lines{flow + "the id names roles that are not in from and to"});
  CHECK(problem_with("transports", R"(["tcp", "tcp"])") == Lines{flow + "a transport is named twice"});
  CHECK(problem_with("fallback", R"(["tcp"])") ==
        Lines{flow + "without every transport nothing is left of the flow (fallback names those whose loss the flow survives)"});
  CHECK(problem_with("ports", "[]") == Lines{flow + "without a port the flow cannot be probed (give skip a reason)"});
  CHECK(problem_with("ports", R"(["80", "79-81"])") == Lines{flow + "ports 79-81 and 80 overlap"});
  CHECK(problem_with("need", "\"conditional\"") == Lines{flow + "a conditional flow names its features in when"});
  CHECK(problem_with("when", R"(["edt"])") == Lines{flow + "a required flow depends on no feature"});
  CHECK(problem_with("services/tcp", "\"registar\"") == Lines{flow + "unknown handshake \"registar\" (did you mean \"registrar\"?)"});
  const std::string reasons =
      " (one of no-public-format, unconfirmed, one-way, heartbeat, peers-only, needs-session, "
      "no-listener, wrong-transport)";
  CHECK(problem_with("services", R"({"tcp": null})") == Lines{flow + "no handshake over tcp and no reason in unproven" + reasons});
  CHECK(problem_with("unproven", R"({"tcp": "one-way"})") ==
        Lines{flow + "unproven has a reason for tcp, which has a handshake or is not used"});
  CHECK(problem_with("services", R"({"tcp": "registrar", "udp": "tds"})") ==
        Lines{flow + "services has an entry for udp, which the flow does not use"});
  CHECK(problem_with("services", "{}") == Lines{flow + "services has no entry for tcp (null where none proves the service)"});
  CHECK(problem_with("sources", "[]") == Lines{flow + "a flow names where it is printed"});
  CHECK(problem_with("skip", "\"no-prt\"") == Lines{flow + "unknown skip reason \"no-prt\" (did you mean \"no-port\"?)",
                                                    flow + "a flow that cannot be probed says why in doubt"});
}

TEST_CASE("An ICMP flow has no ports and needs none") {
  auto files = changed(cvad, "/flows/2/transports", R"(["icmp"])");
  CHECK(problems_of(files).size() >= 1);
  files = small_files();
  auto& text = files[0].text;
  const std::string before = R"("transports": ["tcp"], "ports": ["1434"])",
                    services = R"("services": {"tcp": "tds"}, "purpose": {"en": "=)";
  text.replace(text.find(before), before.size(), R"("transports": ["icmp"], "ports": [])");
  text.replace(text.find(services), services.size(),
               R"("services": {"icmp": null}, "unproven": {"icmp": "one-way"}, "purpose": {"en": "=)");
  CHECK(problems_of(files).empty());
}

TEST_CASE("Ids of flows are unique, in lower case and begin with their section") {
  const auto with_id = [](std::string_view id) { return problems_of(changed(cvad, "/flows/3/id", "\"" + std::string(id) + "\"")).front(); };
  CHECK(with_id("cvad.vda.delivery-controller.registration").ends_with("already stands in catalog/cvad.json#/flows/0"));
  for (const std::string id :
       {"cvad.vda.delivery-controller", "cvad.vda.delivery-controller.a.b", "CVAD.vda.delivery-controller.x", "wake"})
    CHECK(with_id(id).ends_with("the id is not <section>.<from>.<to>.<what> in lower case"));
  CHECK(with_id("daas.vda.delivery-controller.wake").ends_with("the id does not begin with the section \"cvad\""));
}

TEST_CASE("A name belongs to one role only, however it is written") {
  CHECK(problems_of(changed(roles, "/roles/0/aliases/0", "\"Delivery-controller\"")) ==
        std::vector<std::string>{
            "roles.json#/roles/1: role \"delivery-controller\": the name \"delivery-controller\" already belongs to \"vda\"",
            "roles.json#/roles/1: role \"delivery-controller\": the name \"Delivery Controller\" already belongs to \"vda\"",
            "roles.json#/roles/1: role \"delivery-controller\": the name \"Delivery Controller\" already belongs to \"vda\""});
  check_table({
      {roles, "/roles/1/aliases/0", "\"ＶＤＡ-Host\"",
       "roles.json#/roles/1: role \"delivery-controller\": the name \"ＶＤＡ-Host\" already belongs to \"vda\""},
      {roles, "/roles/1/aliases/0", "\" - \"", "roles.json#/roles/1: role \"delivery-controller\": the name \" - \" has no letter"},
      {roles, "/roles/2/stands_in_for/0", "\"delivery-controler\"",
       "roles.json#/roles/2: role \"cloud-connector\": stands in for the unknown role \"delivery-controler\" (did you mean "
       "\"delivery-controller\"?)"},
  });
}

TEST_CASE("A host profile rests only on flows that exist and start on such a host") {
  const std::string profile = "hosts/vda.json: host profile \"vda\": ";
  const auto problem_with = [](std::string_view pointer, std::string_view json) { return problems_of(changed(vda, pointer, json)); };
  using Lines = std::vector<std::string>;
  CHECK(problem_with("/plays/0", "\"vdaa\"").front() == profile + "unknown role \"vdaa\" (did you mean \"vda\"?)");
  CHECK(problem_with("/parts/0/plays/0", "\"storefront\"").front() ==
        profile + "unknown role \"storefront\" (known: vda, delivery-controller, cloud-connector, sql-server)");
  CHECK(problem_with("/outcomes/0/needs/0", "\"cvad.vda.delivery-controller.registratio\"") ==
        Lines{profile + "outcome \"registers\" names the unknown flow \"cvad.vda.delivery-controller.registratio\" (did you mean "
                        "\"cvad.vda.delivery-controller.registration\"?)"});
  CHECK(
      problem_with("/parts/0/plays", "[]") ==
      Lines{profile + "outcome \"registers\" rests on \"cvad.delivery-controller.sql-server.database\", which does not start on this host",
            profile +
                "outcome \"registers\" rests on \"cvad.delivery-controller.sql-server.old-database\", which does not start on this host"});
  CHECK(problem_with("/outcomes/0/needs", "[]") == Lines{profile + "outcome \"registers\" needs no flow"});
  CHECK(problem_with("/outcomes/0/degraded_without/0", "\"cvad.vda.delivery-controller.registration\"") ==
        Lines{profile + "outcome \"registers\" both needs \"cvad.vda.delivery-controller.registration\" and is degraded without it"});
  CHECK(problem_with("/plays", "[]").front() == profile + "a host plays at least one role");
}

TEST_CASE("A flow in both directions starts at either end") {
  // The controller does not play the agent's part, yet registration also leads from it to the agent.
  auto files = changed(vda, "/plays", R"(["delivery-controller"])");
  CHECK(problems_of(files) == std::vector<std::string>{"hosts/vda.json: host profile \"vda\": outcome \"registers\" rests on "
                                                       "\"cvad.vda.delivery-controller.wake\", which does not start on this host"});
}

TEST_CASE("Every problem of every file is reported at once") {
  auto files = changed(cvad, "/flows/0/match", "\"some\"");
  files[1].text = "{";
  files[2].text = R"({"roles": {}, "roles": []})";
  files.push_back({"readme.json", "{}"});
  const auto problems = problems_of(files);
  REQUIRE(problems.size() == 4);
  CHECK(problems[0].starts_with("catalog/cvad.json#/flows/0/match: "));
  CHECK(problems[1].starts_with("hosts/vda.json:1:2: not valid JSON"));
  CHECK(problems[2].starts_with("roles.json#/roles: the key \"roles\" stands here twice"));
  CHECK(problems[3] == "readme.json: is none of roles.json, catalog/*.json and hosts/*.json");
}

TEST_CASE("A section that stands in two files is reported") {
  auto files = small_files();
  files.push_back({"catalog/cvad.json", R"({"section": "cvad", "names": {"en": "a", "ja": "b"}, "flows": []})"});
  CHECK(problems_of(files) == std::vector<std::string>{"section \"cvad\" stands in two files"});
}

TEST_CASE("A folder that is no profiles folder says what is missing") {
  const auto missing = read_profiles("no/such/folder");
  REQUIRE(missing.has_error());
  CHECK(missing.error().front().what == "no such folder");
  const auto other = read_profiles(std::filesystem::path(FLOWVET_PROFILES_DIR) / "catalog");
  REQUIRE(other.has_error());
  CHECK(to_text(other.error().front()).ends_with("roles.json: no such file"));
}
