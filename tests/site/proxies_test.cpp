// The site's "proxy" and --proxy: which flows go through which proxy, and every way to write that wrongly.
#include "catalog/small_catalog.hpp"
#include "flowvet/site/site.hpp"
#include "site/proxy_text.hpp"

#include <doctest/doctest.h>

#include <map>
#include <string>
#include <vector>

using namespace flowvet;
using namespace flowvet::site;

namespace {

using Lines = std::vector<std::string>;
using ByRole = std::map<RoleId, std::optional<Proxy>>;
using ByFlow = std::map<FlowId, std::optional<Proxy>>;

/// The small catalog with two roles in the cloud.
catalog::Catalog cloudy() {
  auto catalog = catalog::small_catalog();
  for (const auto* id : {"citrix-cloud", "gateway-service"}) {
    catalog::Role role;
    role.id = RoleId(id);
    role.kind = "cloud";
    role.names = {id, id};
    catalog.roles.push_back(std::move(role));
  }
  return catalog;
}

const catalog::Catalog& known() {
  static const auto catalog = cloudy();
  return catalog;
}

Result<Site> parse(const std::string& proxies) {
  return parse_site(R"({"proxy": )" + proxies + "}", "s.json", known());
}

Lines lines_of(const Problems& problems) {
  Lines lines;
  for (const auto& problem : problems) lines.push_back(to_text(problem));
  return lines;
}

Lines problems_of(const std::string& proxies) {
  const auto site = parse(proxies);
  return site ? Lines{} : lines_of(site.error());
}

Lines problems_of_options(const std::vector<std::string>& options) {
  Site site;
  const auto added = add_proxies(site, options, known());
  return added ? Lines{} : lines_of(added.error());
}

/// "host port", or what is wrong.
std::string read(std::string_view text) {
  const auto parsed = parse_proxy(text);
  if (const auto* proxy = std::get_if<Proxy>(&parsed)) return proxy->host + " " + std::to_string(proxy->port);
  return std::get<HostFlaw>(parsed).what;
}

const RoleId controller("delivery-controller"), citrix_cloud("citrix-cloud"), gateway_service("gateway-service");
const FlowId registration("cvad.vda.delivery-controller.registration");
const Proxy near{"proxy01.corp.example", 3128}, far{"2001:db8::1", 8080};

}  // namespace

TEST_CASE("A proxy is host and port, with or without the scheme of a URL") {
  CHECK(read("proxy01.corp.example:3128") == "proxy01.corp.example 3128");
  CHECK(read("http://proxy01:8080") == "proxy01 8080");
  CHECK(read("HTTP://proxy01:8080/") == "proxy01 8080");
  CHECK(read("10.1.2.3:80") == "10.1.2.3 80");
  CHECK(read("[2001:db8::1]:3128") == "2001:db8::1 3128");
  CHECK(read("http://[fe80::1%2]:3128") == "fe80::1%2 3128");
}

TEST_CASE("What names no proxy that can be asked is told apart") {
  CHECK(read("proxy01") == "names no port");
  CHECK(read("http://proxy01") == "names no port");
  CHECK(read("proxy01:") == "does not end in a port");
  CHECK(read("proxy01:0") == "does not end in a port");
  CHECK(read("proxy01:65536") == "does not end in a port");
  CHECK(read("proxy01:80-90") == "does not end in a port");
  CHECK(read("proxy01:http") == "does not end in a port");
  CHECK(read("https://proxy01:3128") == "asks for TLS to the proxy itself, which is not supported");
  CHECK(read("socks5://proxy01:1080") == "is no HTTP proxy");
  CHECK(read("http://proxy01:3128/wpad.dat") == "holds a path");
  CHECK(read("2001:db8::1:3128") == "is an IPv6 address without brackets");
  CHECK(read("[2001:db8::1]") == "names no port");
  CHECK(read("[proxy01:3128") == "is an address in brackets");
  CHECK(read(":3128") == "is empty");
  CHECK(read("") == "names no port");
  CHECK(read("224.0.0.1:3128") == "is a multicast address, not a host");
  CHECK(read("two proxies:3128") == "holds a blank");
}

TEST_CASE("A user name or password is refused and never repeated") {
  for (const std::string text : {"http://alice:s3cret@proxy01:3128", "alice:s3cret@proxy01:3128", "s3cret://alice:s3cret@proxy01:3128"}) {
    CAPTURE(text);
    CHECK(read(text) == "holds a user name or password");
    const std::string place = R"(s.json#/proxy/ddc: "...@proxy01:3128" holds a user name or password)";
    const auto problems = problems_of(R"({"ddc": ")" + text + R"("})");
    REQUIRE(problems.size() == 1);
    CHECK(problems.front() == place + " (remove it: none is ever sent, and the report says when a proxy wants one)");
    CHECK(problems_of_options({"ddc=" + text}).front().find("s3cret") == std::string::npos);
    CHECK(problems_of_options({text}).front().find("s3cret") == std::string::npos);
  }
}

TEST_CASE("A proxy is named for a role by any of its names, for a flow, or for all that is in the cloud") {
  const auto site =
      parse(R"({"DDC": "proxy01.corp.example:3128", "cvad.vda.delivery-controller.registration": "[2001:db8::1]:8080"})").value();
  CHECK(site.proxies.of_role == ByRole{{controller, near}});
  CHECK(site.proxies.of_flow == ByFlow{{registration, far}});
  CHECK(parse(R"({"cloud": "proxy01.corp.example:3128"})").value().proxies.of_role ==
        ByRole{{citrix_cloud, near}, {gateway_service, near}});
}

TEST_CASE("What is said of one role wins over the cloud in either order, and null says that there is none") {
  const ByRole wanted{{citrix_cloud, std::nullopt}, {gateway_service, near}};
  CHECK(parse(R"({"cloud": "proxy01.corp.example:3128", "citrix-cloud": null})").value().proxies.of_role == wanted);
  CHECK(parse(R"({"citrix-cloud": null, "cloud": "proxy01.corp.example:3128"})").value().proxies.of_role == wanted);
}

TEST_CASE("An unknown key comes with the nearest known one, whatever its value") {
  CHECK(problems_of(R"({"citrix-clod": "proxy01:3128"})") ==
        Lines{"s.json#/proxy/citrix-clod: unknown role or flow \"citrix-clod\" (did you mean \"citrix-cloud\"?)"});
  CHECK(problems_of(R"({"cvad.vda.delivery-controller.registratio": 7})").size() == 2);
  CHECK(problems_of(R"({"clout": null})") == Lines{"s.json#/proxy/clout: unknown role or flow \"clout\" (did you mean \"cloud\"?)"});
}

TEST_CASE("Keys that contradict each other or make no sense are reported") {
  CHECK(problems_of(R"({"ddc": "a:1", "Delivery Controller": "b:1"})") ==
        Lines{"s.json#/proxy/Delivery Controller: \"Delivery Controller\" and \"ddc\" are the same role, delivery-controller (name its "
              "proxy once)"});
  CHECK(problems_of(R"({"cvad.vda.delivery-controller.wake": "proxy01:3128"})") ==
        Lines{"s.json#/proxy/cvad.vda.delivery-controller.wake: the flow \"cvad.vda.delivery-controller.wake\" uses no TCP, and an HTTP "
              "proxy carries nothing else"});
  CHECK(problems_of(R"("proxy01:3128")") == Lines{"s.json#/proxy: expected an object, found text"});
  CHECK(problems_of(R"({"ddc": ["proxy01:3128"]})") == Lines{"s.json#/proxy/ddc: expected text, found an array"});
  CHECK(problems_of(R"({"ddc": ""})") == Lines{"s.json#/proxy/ddc: this text is empty"});
  CHECK(problems_of("{}").size() == 1);
}

TEST_CASE("A proxy of the command line replaces the site's, and `none` removes it") {
  auto site = parse(R"({"cloud": "old:1", "ddc": "old:1"})").value();
  const std::vector<std::string> options{"citrix-cloud=none", "Delivery Controller=http://proxy01.corp.example:3128"};
  REQUIRE(add_proxies(site, options, known()).has_value());
  CHECK(site.proxies.of_role == ByRole{{citrix_cloud, std::nullopt}, {gateway_service, Proxy{"old", 1}}, {controller, near}});
}

TEST_CASE("A bad --proxy says what is wrong with it") {
  CHECK(problems_of_options({"citrix-cloud"}) ==
        Lines{"--proxy: \"citrix-cloud\" names no proxy (e.g. --proxy citrix-cloud=proxy01.corp.example:3128)"});
  CHECK(problems_of_options({"ddc=proxy01"}) ==
        Lines{"--proxy: \"proxy01\" names no port (write it after a colon, often :3128, :8080 or :80)"});
  CHECK(problems_of_options({"citrix-clod=proxy01:1"}) ==
        Lines{"--proxy: unknown role or flow \"citrix-clod\" (did you mean \"citrix-cloud\"?)"});
  CHECK(problems_of_options({"ddc="}) == Lines{"--proxy: this text is empty"});
  CHECK(problems_of_options({"ddc=a:1", "DDC=b:1"}).size() == 1);
}
