// The user's own file: which hosts play which role here, what is switched on, what differs from the paper.
#pragma once

#include "flowvet/base/problem.hpp"
#include "flowvet/base/proxy.hpp"
#include "flowvet/base/secret.hpp"
#include "flowvet/catalog/catalog.hpp"

#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace flowvet::site {

/// What a flow is expected to do: the service answers; the network lets it through whether or not the service is
/// installed yet; it must not be reachable.
enum class Expect : std::uint8_t { serve, path, closed };

/// What a site says about one flow. Empty members leave the catalog's word.
struct FlowOverride {
  std::map<catalog::Transport, std::vector<PortRange>> ports;
  std::vector<std::string> endpoints;  ///< hosts of this flow alone
  std::optional<Expect> expect;
  std::optional<catalog::Need> need;
  std::string skip;  ///< why this flow is left out here, or empty
  std::optional<std::chrono::milliseconds> timeout;
  std::optional<int> attempts;
  SharedSecret secret{};  ///< in place of that of the destination's role
};

/// Which flows also go through an explicit HTTP proxy here; nullopt: none. What is said of a flow counts more than what is said
/// of the role that it goes to.
struct Proxies {
  std::map<FlowId, std::optional<Proxy>> of_flow;
  std::map<RoleId, std::optional<Proxy>> of_role;
};

/// One site file. Hosts are names or addresses; networks are already expanded.
struct Site {
  std::string name;
  std::map<RoleId, std::vector<std::string>> endpoints;
  std::map<Feature, bool> features;  ///< a feature that is not here is "not stated", which differs from off
  std::map<FlowId, FlowOverride> flows;
  std::map<RoleId, SharedSecret> secrets;  ///< what the hosts of a role share with this one; never null
  /// Pairs `<section>.<from>.<to>` that no documented flow joins and that must be closed on every port documented for <to>.
  std::vector<FlowId> closed_pairs;
  Proxies proxies;
};

/// A network of more hosts than this is refused; `"max_hosts"` in the site raises it up to 65536.
inline constexpr std::size_t default_max_hosts = 1024;

/// Reads a site file. `//` and `/* */` comments are allowed. All problems of the file are returned, each with its JSON pointer.
Result<Site> load_site(const std::filesystem::path& file, const catalog::Catalog& catalog);

/// The same from text; `where` names it in problems.
Result<Site> parse_site(std::string_view text, const std::string& where, const catalog::Catalog& catalog);

/// Adds what `--endpoint role=host[,host...]` says; hosts given there replace the site's hosts of that role.
Result<void> add_endpoints(Site& site, std::string_view option, const catalog::Catalog& catalog);

/// The same for every `--endpoint` of one command line: options that name the same role add up.
Result<void> add_endpoints(Site& site, std::span<const std::string> options, const catalog::Catalog& catalog);

/// Adds what `--feature name`, `--feature name=on` or `--feature name=off` says.
Result<void> add_feature(Site& site, std::string_view option, const catalog::Catalog& catalog);

/// Adds what every `--proxy WORD=host:port` or `--proxy WORD=none` of one command line says; WORD is a key of the site's "proxy".
Result<void> add_proxies(Site& site, std::span<const std::string> options, const catalog::Catalog& catalog);

}  // namespace flowvet::site

namespace flowvet::base {
template <>
inline constexpr std::array word_table<site::Expect>{Word{site::Expect::serve, "serve"}, Word{site::Expect::path, "path"},
                                                     Word{site::Expect::closed, "closed"}};
}  // namespace flowvet::base
