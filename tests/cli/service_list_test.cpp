// What `flowvet probe --list` prints.
#include "cli/service_list.hpp"
#include "flowvet/catalog/load.hpp"
#include "flowvet/probe/run.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <sstream>
#include <string>

using namespace flowvet;

namespace {

catalog::Catalog shipped() {
  return catalog::load_catalog(catalog::embedded_profiles(), probe::service_names()).value();
}

/// The line whose first two words these are, with single blanks.
std::string line_of(const std::string& text, const std::string& service, const std::string& transport) {
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string first, second, joined;
    words >> first >> second;
    if (first != service || second != transport) continue;
    for (std::string word; words >> word;) joined += (joined.empty() ? "" : " ") + word;
    return joined;
  }
  return "none";
}

}  // namespace

TEST_CASE("the list has a line for every service over every transport") {
  const auto text = cli::services_text(probe::services(), shipped(), 100);
  for (const auto& service : probe::services()) {
    CAPTURE(service.name);
    CHECK(line_of(text, std::string{service.name}, std::string{to_word(service.transport)}) != "none");
  }
  CHECK(line_of(text, "ldap", "tcp") == "389 8 always 5000 ms LDAP rootDSE search");
  CHECK(line_of(text, "dns", "udp") == "53 5 always --timeout DNS query");
  CHECK(line_of(text, "storefront", "tcp") == "80 or 443 3 always 30000 ms StoreFront discovery");
  CHECK(line_of(text, "echo", "icmp") == "- 6 sometimes --timeout ICMP echo");
}

TEST_CASE("programs get the same list") {
  const auto services = probe::services();
  const auto list = nlohmann::json::parse(cli::services_json(services, shipped())).at("services");
  REQUIRE(list.size() == services.size());
  for (std::size_t i = 0; i < list.size(); ++i) {
    CHECK(list[i].at("name") == services[i].name);
    CHECK(list[i].at("transport") == to_word(services[i].transport));
    CHECK(list[i].at("replies") == to_word(services[i].replies));
    CHECK(list[i].at("patience_ms") == services[i].patience.count());
  }
  const auto radius = std::ranges::find_if(list, [](const auto& one) { return one.at("name") == "radius"; });
  REQUIRE(radius != list.end());
  CHECK(radius->at("ports") == nlohmann::json{"1645", "1812"});
  CHECK(radius->at("match") == "any");
  CHECK(radius->at("flows") == 3);
}
