// A plan as text and as JSON names every check and every skipped flow.
#include "cli/plan_output.hpp"
#include "report/sample_report.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

using namespace flowvet;

TEST_CASE("the text of a plan names every flow, every destination and every reason") {
  const auto plan = test::sample_plan();
  const auto text = cli::plan_text(plan, {}, 100);
  for (const auto& flow : plan.flows) CHECK(text.find(flow.id.text) != std::string::npos);
  for (const auto& probe : plan.probes) CHECK(text.find(probe.host) != std::string::npos);
  for (const auto& flow : plan.skipped) {
    CHECK(text.find(flow.id.text) != std::string::npos);
    CHECK(text.find(flow.text) != std::string::npos);
  }
}

TEST_CASE("the JSON of a plan holds every check with what it needs") {
  const auto plan = test::sample_plan();
  const auto json = nlohmann::json::parse(cli::plan_json(plan));
  CHECK(json.at("schema") == "flowvet-plan/1");
  REQUIRE(json.at("flows").size() == plan.flows.size());
  const auto& check = json.at("flows").at(0).at("checks").at(1);
  CHECK(check.at("host") == "ddc02.corp.example");
  CHECK(check.at("port") == 80);
  CHECK(check.at("service") == "registrar");
  CHECK(check.at("attempts") == 3);
  CHECK(json.at("flows").at(4).at("checks").at(0).at("service").is_null());
  CHECK(json.at("skipped").size() == plan.skipped.size());
}

TEST_CASE("a check through a proxy names it beside the straight one") {
  const auto plan = test::sample_plan();
  const auto text = cli::plan_text(plan, {}, 200);
  CHECK(text.find("TCP 443 to wem.cloud.example, wem.cloud.example through proxy01.corp.example:3128: tls") != std::string::npos);
  const auto json = nlohmann::json::parse(cli::plan_json(plan));
  CHECK(json.at("flows").at(8).at("checks").at(0).at("via").is_null());
  CHECK(json.at("flows").at(8).at("checks").at(1).at("via") == "proxy01.corp.example:3128");
}

TEST_CASE("a plan shows its controls apart from the checks of its flows") {
  const auto plan = test::sample_plan();
  const auto text = cli::plan_text(plan, {}, 100);
  CHECK(text.find("13 flows in 16 checks;") != std::string::npos);
  CHECK(text.find("\n  TCP 4, 13057 to wem01.corp.example\n") != std::string::npos);
  const auto controls = nlohmann::json::parse(cli::plan_json(plan)).at("controls");
  REQUIRE(controls.size() == 3);
  CHECK(controls.at(2) == nlohmann::json({{"host", "wem01.corp.example"}, {"port", 13057}, {"timeout_ms", 1000}, {"attempts", 3}}));

  auto without = plan;
  without.controls.clear();
  CHECK(cli::plan_text(without, {}, 100).find("Controls") == std::string::npos);
}

TEST_CASE("host names that are not UTF-8 do not break the JSON of a plan") {
  auto plan = test::sample_plan();
  plan.probes.front().host = "\xff\xfe";
  CHECK(nlohmann::json::accept(cli::plan_json(plan)));
}

TEST_CASE("ports that the endpoint mapper will name are shown as that, with what is done otherwise") {
  auto plan = test::sample_plan();
  auto& probe = plan.probes.at(1);
  probe.port = 0;
  probe.mapped = plan::MappedPorts{0, {{49152, 65535}}, {49152, 49153, 65535}};
  plan.flows[0].checks[1].expect = site::Expect::path;
  plan.flows[0].checks[1].named = site::Expect::serve;
  plan.probes[0].port = 135;
  const auto text = cli::plan_text(plan, {}, 400);
  CHECK(text.find("TCP dynamic RPC ports to ddc02.corp.example: registrar at each that the endpoint mapper on 135 names, else at "
                  "49152-49153, 65535\n") != std::string::npos);
  const auto check = nlohmann::json::parse(cli::plan_json(plan)).at("flows").at(0).at("checks").at(1);
  CHECK(check.at("port") == 0);
  CHECK(check.at("expect") == "path");
  CHECK(check.at("mapped") ==
        nlohmann::json::parse(R"({"mapper_port":135,"expect":"serve","documented":["49152-65535"],"otherwise":[49152,49153,65535]})"));
}
