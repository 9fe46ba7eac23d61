// The data that ships with flowvet: what is compiled in loads without a flaw and fits its schemas.
#include "flowvet/catalog/load.hpp"
#include "flowvet/probe/run.hpp"
#include "support/schema.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

using namespace flowvet;
using namespace flowvet::catalog;

namespace {

std::string_view schema_of(std::string_view path) {
  if (path.starts_with("catalog/")) return "catalog";
  return path.starts_with("hosts/") ? "host" : "roles";
}

}  // namespace

TEST_CASE("The compiled-in catalog loads, and every handshake that it names exists in this build") {
  const auto catalog = load_catalog(embedded_profiles(), probe::service_names());
  if (!catalog)
    for (const auto& problem : catalog.error()) FAIL_CHECK(to_text(problem));
  REQUIRE(catalog.has_value());
  CHECK(catalog->flows.size() > 200);
  CHECK(catalog->sections.size() == 20);
}

TEST_CASE("What is compiled in is what stands in the folder") {
  const auto files = read_profiles(FLOWVET_PROFILES_DIR);
  REQUIRE(files.has_value());
  const auto embedded = embedded_profiles();
  REQUIRE(files->size() == embedded.size());
  for (std::size_t i = 0; i < embedded.size(); ++i) {
    CHECK((*files)[i].path == embedded[i].path);
    CHECK((*files)[i].text == embedded[i].text);
  }
}

TEST_CASE("Every shipped file fits its schema") {
  for (const auto& file : embedded_profiles()) {
    CAPTURE(file.path);
    CHECK(test::schema_problems(schema_of(file.path), file.text) == std::vector<std::string>{});
  }
}

TEST_CASE("Every flow names a handshake for each transport, or the reason why there is none") {
  const auto catalog = load_catalog(embedded_profiles(), probe::service_names());
  REQUIRE(catalog.has_value());
  std::set<Unproven> used;
  for (const auto& flow : catalog->flows) {
    CAPTURE(flow.id.text);
    for (const auto transport : flow.transports) {
      const auto& service = flow.services.at(transport);
      CHECK(service.empty() == flow.unproven.contains(transport));
      if (!service.empty()) CHECK(plan::find_service(probe::services(), service, transport) != nullptr);
    }
    for (const auto& [transport, why] : flow.unproven) used.insert(why);
  }
  for (const auto& word : word_table<Unproven>) {
    CAPTURE(word.text);
    CHECK(used.contains(word.value));
    CHECK_FALSE(sentence(word.value).empty());
  }
}

TEST_CASE("Nothing is ever sent to a heartbeat port") {
  const auto catalog = load_catalog(embedded_profiles(), probe::service_names());
  REQUIRE(catalog.has_value());
  for (const auto& flow : catalog->flows)
    for (const auto& [transport, why] : flow.unproven) {
      CAPTURE(flow.id.text);
      if (why == Unproven::heartbeat) CHECK(flow.skip == "heartbeat");
    }
  // Of both editions and all sections: HA, cluster and ADM heartbeats, and a XenServer cluster's membership token.
  const std::vector<PortRange> ports{{3003, 3003}, {7000, 7000}, {5005, 5005}, {5404, 5404}, {5405, 5405}};
  for (const auto& flow : catalog->flows)
    for (const auto& range : flow.ports)
      if (flow.services.contains(Transport::udp) && std::ranges::find(ports, range) != ports.end()) {
        CAPTURE(flow.id.text);
        CHECK(flow.skip == "heartbeat");
      }
}

TEST_CASE("Destinations that the vendor serves with public certificates are all of kind cloud") {
  const auto catalog = load_catalog(embedded_profiles(), probe::service_names());
  REQUIRE(catalog.has_value());
  for (const auto& role : catalog->roles) {
    CAPTURE(role.id.text);
    // 9.9.9.9 is asked over DNS only.
    CHECK(role.public_certificate == (role.kind == "cloud" && role.id.text != "public-dns"));
  }
}

TEST_CASE("Every role that a flow starts from is played by some host") {
  const auto catalog = load_catalog(embedded_profiles(), probe::service_names());
  REQUIRE(catalog.has_value());
  std::set<std::string> played;
  for (const auto& profile : catalog->profiles) {
    for (const auto& role : profile.plays) played.insert(role.text);
    for (const auto& part : profile.parts)
      for (const auto& role : part.plays) played.insert(role.text);
  }
  for (const auto& flow : catalog->flows)
    for (const auto& role : flow.from) {
      CAPTURE(flow.id.text);
      CAPTURE(role.text);
      CHECK(played.contains(role.text));
    }
}
