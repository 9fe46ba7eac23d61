// What a network identity means: one case a finding, and the cases beside it that must stay quiet.
#include "report/network_findings.hpp"

#include "report/network_words.hpp"
#include "support/observation_builder.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace flowvet;
using namespace flowvet::report;
using enum probe::DnsStatus;
using enum probe::DnsType;
using Kind = NetworkFinding::Kind;

namespace {

const std::string ddc = "ddc01.corp.example";

probe::DnsAnswer answer(probe::DnsType type, std::string asked, probe::DnsStatus status, std::vector<std::string> values = {}) {
  probe::DnsAnswer made;
  made.type = type;
  made.asked = asked;
  made.canonical = asked;
  made.status = status;
  if (status == failed) made.rcode = 5;
  if (type == ptr)
    made.names = std::move(values);
  else
    for (const auto& value : values) made.addresses.push_back(test::address(value));
  return made;
}

/// An answer about a host of the plan.
probe::DnsAnswer about(const std::string& host, probe::DnsType type, probe::DnsStatus status, std::vector<std::string> values = {}) {
  auto made = answer(type, host, status, std::move(values));
  made.for_host = host;
  return made;
}

Report with_servers(std::vector<std::vector<probe::DnsAnswer>> answers) {
  Report report;
  report.run.network.emplace();
  for (std::size_t i = 0; i < answers.size(); ++i)
    report.run.network->servers.push_back(
        {test::address("10.0.0." + std::to_string(2 + i)), probe::ServerSource::system, std::move(answers[i])});
  return report;
}

/// What the system's resolver gave the run.
void resolve(Report& report, const std::string& host, std::vector<std::string> addresses, std::string detail = "") {
  CheckReport check;
  check.host = host;
  for (const auto& text : addresses) check.resolution.addresses.push_back(test::address(text));
  if (addresses.empty()) check.resolution.error = {probe::ErrorKind::other, 1};
  check.resolution.detail = std::move(detail);
  report.flows.emplace_back().checks.push_back(check);
}

std::vector<std::string> texts(const Report& report, Kind kind) {
  std::vector<std::string> found;
  for (const auto& finding : network_findings(report))
    if (finding.kind == kind) found.push_back(finding.text);
  return found;
}

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("A report without a network identity has no findings") {
  CHECK(network_findings(Report{}).empty());
}

TEST_CASE("Name servers that agree are nothing to talk about, in whatever order they answer") {
  const auto report = with_servers({{about(ddc, a, answered, {"10.1.2.3", "10.1.2.4"}), about(ddc, aaaa, no_data)},
                                    {about(ddc, a, answered, {"10.1.2.4", "10.1.2.3"}), about(ddc, aaaa, no_data)}});
  CHECK(network_findings(report).empty());
}

TEST_CASE("Name servers that differ are named with what each says, hosts with the same fault together") {
  const auto report = with_servers({{about(ddc, a, answered, {"10.1.2.3"}), about("sf01", a, answered, {"10.1.2.5"})},
                                    {about(ddc, a, no_such_name), about("sf01", a, answered, {"10.9.9.9"})}});
  CHECK(texts(report, Kind::servers_differ) ==
        Texts{"The name servers differ about ddc01.corp.example: 10.0.0.2 says 10.1.2.3; 10.0.0.3 knows no address.",
              "The name servers differ about sf01: 10.0.0.2 says 10.1.2.5; 10.0.0.3 says 10.9.9.9."});
}

TEST_CASE("An answer that did not come, or an error, is no difference") {
  for (const auto status : {silent, failed, unreachable, not_waited}) {
    const auto report = with_servers({{about(ddc, a, answered, {"10.1.2.3"})}, {about(ddc, a, no_data), about(ddc, aaaa, status)}});
    CHECK(texts(report, Kind::servers_differ).empty());
  }
}

TEST_CASE("In the vendor's cloud addresses may differ") {
  auto report =
      with_servers({{about("cloud.example", a, answered, {"203.0.113.1"})}, {about("cloud.example", a, answered, {"203.0.113.2"})}});
  report.run.network->cloud_names = {"cloud.example"};
  resolve(report, "cloud.example", {"203.0.113.3"});
  CHECK(network_findings(report).empty());
}

TEST_CASE("A name server that answers nothing is named once, with the reason") {
  const auto report = with_servers({{about(ddc, a, silent), about(ddc, aaaa, silent)}, {about(ddc, a, no_data)}});
  CHECK(texts(report, Kind::server_silent) == Texts{"The name server 10.0.0.2 does not answer: nothing came back."});
  auto refusing = with_servers({{about(ddc, a, unreachable)}});
  refusing.run.network->servers[0].answers[0].error = probe::ErrorKind::refused;
  CHECK(texts(refusing, Kind::server_silent) == Texts{"The name server 10.0.0.2 does not answer: connection refused."});
  CHECK(network_findings(with_servers({{about(ddc, a, not_waited)}})).empty());
}

TEST_CASE("A name server that refuses questions is named with them") {
  const auto report = with_servers({{about(ddc, a, failed), about("sf01", a, failed), about("ok", a, no_data)}});
  CHECK(texts(report, Kind::server_fails) == Texts{"The name server 10.0.0.2 answers REFUSED about ddc01.corp.example (A), sf01 (A)."});
}

TEST_CASE("A hosts file that overrides the name servers is named, one that agrees is not") {
  auto report = with_servers({{about(ddc, a, answered, {"10.1.2.3"})}});
  report.run.network->hosts_file = {{ddc, {test::address("10.1.2.3")}}};
  resolve(report, ddc, {"10.1.2.3"});
  CHECK(network_findings(report).empty());
  report.run.network->hosts_file = {{ddc, {test::address("10.9.9.9")}}};
  CHECK(texts(report, Kind::hosts_file) ==
        Texts{"This host's hosts file gives ddc01.corp.example the address 10.9.9.9; the name servers say 10.1.2.3."});
}

TEST_CASE("A name that only the hosts file knows is named; where no server answered nothing is claimed") {
  auto report = with_servers({{about(ddc, a, no_such_name)}});
  report.run.network->hosts_file = {{ddc, {test::address("10.9.9.9")}}};
  CHECK(texts(report, Kind::hosts_file) == Texts{"This host's hosts file gives ddc01.corp.example the address 10.9.9.9; no name server "
                                                 "knows the name, so other hosts do not."});
  report.run.network->servers[0].answers[0].status = silent;
  CHECK(texts(report, Kind::hosts_file).empty());
}

TEST_CASE("A resolver of the system's that found something else, or nothing, is named") {
  auto report = with_servers({{about(ddc, a, answered, {"10.1.2.3"})}});
  resolve(report, ddc, {"10.9.9.9"});
  CHECK(texts(report, Kind::system_differs) ==
        Texts{"This host's resolver gives ddc01.corp.example the address 10.9.9.9; the name servers say 10.1.2.3."});
  report.flows.clear();
  resolve(report, ddc, {}, "Host not found");
  CHECK(texts(report, Kind::system_differs) == Texts{"The name servers know ddc01.corp.example (10.1.2.3), but this host's own resolver "
                                                     "found nothing: Host not found."});
}

TEST_CASE("A PTR record is stale only when its name is known not to lead back") {
  const auto forward = about(ddc, a, answered, {"10.1.2.3"});
  const auto stale = answer(ptr, "10.1.2.3", answered, {"old.corp.example"});
  CHECK(texts(with_servers({{forward, stale, answer(a, "old.corp.example", no_such_name)}}), Kind::reverse_differs) ==
        Texts{"10.1.2.3 is ddc01.corp.example, but its PTR record names old.corp.example, which does not lead back to it (10.0.0.2)."});
  CHECK(network_findings(with_servers({{forward, stale, answer(a, "old.corp.example", answered, {"10.1.2.3"})}})).empty());
  CHECK(texts(with_servers({{forward, stale, answer(a, "old.corp.example", silent)}}), Kind::reverse_differs).empty());
  CHECK(network_findings(with_servers({{forward, answer(ptr, "10.1.2.3", answered, {"DDC01.corp.example"})}})).empty());
  CHECK(network_findings(with_servers({{forward, answer(ptr, "10.1.2.3", no_such_name)}})).empty());
}

TEST_CASE("The end of an alias is a name of the address too") {
  auto alias = about("ddc.corp.example", a, answered, {"10.1.2.3"});
  alias.canonical = "srv7.corp.example";
  CHECK(network_findings(with_servers({{alias, answer(ptr, "10.1.2.3", answered, {"srv7.corp.example"})}})).empty());
}

TEST_CASE("A VPN and proxy settings are worth knowing and no warnings") {
  Report report;
  report.run.network.emplace();
  report.run.network->ways = {{"eth0", probe::Link::ordinary, {}, {}, 1500, {}, {test::address("10.1.2.3")}},
                              {"tun0", probe::Link::tun, {}, {}, 1400, {}, {test::address("10.1.2.4")}}};
  report.run.network->proxies = {{"environment", "no_proxy", "corp"}};
  CHECK(texts(report, Kind::vpn) == Texts{"Traffic to 10.1.2.4 leaves through tun0, a VPN or tunnel (tun)."});
  CHECK(texts(report, Kind::proxy_set).empty());
  report.run.network->proxies.push_back({"environment", "https_proxy", "http://proxy:3128"});
  CHECK(texts(report, Kind::proxy_set).size() == 1);
  for (const auto& finding : network_findings(report)) CHECK_FALSE(is_warning(finding.kind));
}

TEST_CASE("The clock estimate is the reading with the smallest possible error") {
  Report report;
  const auto add = [&report](std::string host, std::string offset, std::string precision) {
    CheckReport check;
    check.host = std::move(host);
    check.facts = {{"clock.offset_ms", std::move(offset)}, {"clock.precision_ms", std::move(precision)}};
    report.flows.emplace_back().checks.push_back(check);
  };
  CHECK_FALSE(clock_estimate(report));
  add("web01", "-900", "500");
  add("ntp01", "-12", "1");
  add("dc01", "30", "not a number");
  add("dc02", "7", "500");
  const auto estimate = clock_estimate(report);
  REQUIRE(estimate);
  CHECK(estimate->host.starts_with("ntp01"));
  CHECK(estimate->offset.count() == -12);
}

TEST_CASE("Long lists of findings are cut by default and whole with --all") {
  std::vector<probe::DnsAnswer> one, other;
  for (int i = 0; i < 12; ++i) {
    const auto host = "host" + std::to_string(i);
    one.push_back(about(host, a, answered, {"10.1.2." + std::to_string(i)}));
    other.push_back(about(host, a, answered, {"10.9.9." + std::to_string(i)}));
  }
  const auto report = with_servers({one, other});
  const auto few = network_in_words(report, false);
  CHECK(few.size() == 9);
  CHECK(few.back() == "and 4 more (--all)");
  CHECK(network_in_words(report, true).size() > 12);
}
