// Whatever a site file holds, the answer is a site whose every host can be probed, or a list of problems that is safe to print.
#include "base/host_name.hpp"
#include "flowvet/catalog/load.hpp"
#include "flowvet/probe/run.hpp"
#include "flowvet/site/site.hpp"
#include "require.hpp"

#include <algorithm>
#include <cstdint>
#include <string_view>

using namespace flowvet;

namespace {

const catalog::Catalog& known() {
  static const auto catalog = catalog::load_catalog(catalog::embedded_profiles(), probe::service_names()).value();
  return catalog;
}

void check_hosts(const std::vector<std::string>& hosts) {
  for (const auto& host : hosts) REQUIRE_ALWAYS(!flaw_of_host(host));
}

void check_proxy(const std::optional<Proxy>& proxy) {
  if (!proxy) return;
  check_hosts({proxy->host});
  REQUIRE_ALWAYS(proxy->port != 0);
}

void check_site(const site::Site& site) {
  for (const auto& [role, hosts] : site.endpoints) {
    REQUIRE_ALWAYS(find_role(known(), role.text) != nullptr);
    REQUIRE_ALWAYS(!hosts.empty());
    check_hosts(hosts);
  }
  for (const auto& [id, flow] : site.flows) {
    REQUIRE_ALWAYS(find_flow(known(), id) != nullptr);
    check_hosts(flow.endpoints);
  }
  for (const auto& [role, proxy] : site.proxies.of_role) check_proxy(proxy);
  for (const auto& [id, proxy] : site.proxies.of_flow) check_proxy(proxy);
}

void check_problems(const Problems& problems) {
  REQUIRE_ALWAYS(!problems.empty());
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; };
  for (const auto& problem : problems) {
    const auto text = to_text(problem);
    REQUIRE_ALWAYS(std::none_of(text.begin(), text.end(), is_control));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto site = site::parse_site(text, "site.json", known());
  if (site)
    check_site(*site);
  else
    check_problems(site.error());
  return 0;
}
