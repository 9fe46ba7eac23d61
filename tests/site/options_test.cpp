// --endpoint and --feature.
#include "catalog/small_catalog.hpp"
#include "flowvet/site/site.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace flowvet;
using namespace flowvet::site;

namespace {

const RoleId controller("delivery-controller");

std::string problem_of(const Result<void>& result) {
  return result.has_error() ? to_text(result.error().front()) : "none";
}

std::string endpoint_problem(std::string_view option) {
  Site site;
  return problem_of(add_endpoints(site, option, catalog::small_catalog()));
}

std::string feature_problem(std::string_view option) {
  Site site;
  return problem_of(add_feature(site, option, catalog::small_catalog()));
}

}  // namespace

TEST_CASE("Hosts of the command line replace those of the site's role and no others") {
  const auto catalog = catalog::small_catalog();
  auto site = parse_site(R"({"endpoints": {"ddc": ["old01", "old02"], "vda": "vda01"}})", "s.json", catalog).value();
  CHECK(problem_of(add_endpoints(site, "DDC=ddc01,10.1.2.0/30,2001:db8::1", catalog)) == "none");
  CHECK(site.endpoints.at(controller) == std::vector<std::string>{"ddc01", "10.1.2.1", "10.1.2.2", "2001:db8::1"});
  CHECK(site.endpoints.at(RoleId("vda")) == std::vector<std::string>{"vda01"});
}

TEST_CASE("Several options for one role add up, so that no host is left out in silence") {
  const auto catalog = catalog::small_catalog();
  auto site = parse_site(R"({"endpoints": {"ddc": "old01"}})", "s.json", catalog).value();
  const std::vector<std::string> options{"ddc=ddc01", "vda=vda01", "Delivery Controller=ddc02,ddc03"};
  CHECK(problem_of(add_endpoints(site, options, catalog)) == "none");
  CHECK(site.endpoints.at(controller) == std::vector<std::string>{"ddc01", "ddc02", "ddc03"});
  CHECK(site.endpoints.at(RoleId("vda")) == std::vector<std::string>{"vda01"});
  const std::vector<std::string> repeated{"ddc=ddc01", "DDC=ddc01"};
  CHECK(problem_of(add_endpoints(site, repeated, catalog)) == "--endpoint: \"ddc01\" is listed twice (was another host meant?)");
}

TEST_CASE("A bad --endpoint changes nothing and says what is wrong with it") {
  const auto catalog = catalog::small_catalog();
  Site site;
  CHECK_FALSE(add_endpoints(site, "ddc=ddc01,bad host", catalog).has_value());
  CHECK(site.endpoints.empty());
  CHECK(endpoint_problem("ddc") == "--endpoint: \"ddc\" names no host (e.g. --endpoint delivery-controller=ddc01.corp.example,10.1.2.3)");
  CHECK(endpoint_problem("delivery-controler=x") ==
        "--endpoint: unknown role \"delivery-controler\" (did you mean \"delivery-controller\"?)");
  CHECK(endpoint_problem("ddc=") == "--endpoint: \"\" is empty");
  CHECK(endpoint_problem("ddc=a,,b") == "--endpoint: \"\" is empty");
  CHECK(endpoint_problem("ddc=a,A") == "--endpoint: \"A\" is listed twice (was another host meant?)");
  CHECK(endpoint_problem("=a").starts_with("--endpoint: unknown role \"\""));
}

TEST_CASE("Every bad host of one --endpoint is reported") {
  Site site;
  CHECK(add_endpoints(site, "ddcc=a b,c:1,0.0.0.0", catalog::small_catalog()).error().size() == 4);
}

TEST_CASE("A feature is on by its name alone, or as stated; the last word counts") {
  const auto catalog = catalog::small_catalog();
  const Feature feature("sql-always-on");
  Site site;
  REQUIRE(problem_of(add_feature(site, "sql-always-on", catalog)) == "none");
  CHECK(site.features.at(feature));
  REQUIRE(problem_of(add_feature(site, "sql-always-on=off", catalog)) == "none");
  CHECK_FALSE(site.features.at(feature));
  REQUIRE(problem_of(add_feature(site, "sql-always-on=on", catalog)) == "none");
  CHECK(site.features.at(feature));
}

TEST_CASE("An unknown feature or state is refused") {
  CHECK(feature_problem("sql-alwayson") == "--feature: unknown feature \"sql-alwayson\" (did you mean \"sql-always-on\"?)");
  CHECK(feature_problem("sql-always-on=yes") == "--feature: \"yes\" is neither on nor off (e.g. --feature edt=off)");
  CHECK(feature_problem("sql-always-on=") == "--feature: \"\" is neither on nor off (e.g. --feature edt=off)");
  CHECK(feature_problem("").starts_with("--feature: unknown feature \"\""));
}
