// A site while it is being read: parse_site.cpp reads its head, read_secrets.cpp what it shares with hosts,
// read_expectations.cpp and read_overrides.cpp what it says about flows, read_proxies.cpp which of them go through a proxy.
#pragma once

#include "base/json_node.hpp"
#include "flowvet/site/site.hpp"
#include "site/host_list.hpp"
#include "site/vocabulary.hpp"

#include <filesystem>
#include <set>
#include <string>
#include <vector>

namespace flowvet::site {

struct Draft {
  Draft(const catalog::Catalog& known, std::filesystem::path site_folder) : catalog(known), words(known), folder(std::move(site_folder)) {}

  const catalog::Catalog& catalog;
  Vocabulary words;
  std::filesystem::path folder;  ///< where the site file stands: its relative paths begin there
  Site site;
  std::size_t max_hosts = default_max_hosts;
  std::size_t room = most_hosts;      ///< hosts that the site may still name
  std::set<FlowId> expect_is_stated;  ///< flows that `expect` names themselves, not through a pair
  std::set<FlowId> ports_are_stated;  ///< flows that `ports` names
};

/// A host, or an array of hosts.
std::vector<std::string> read_hosts(const JsonNode& node, Draft& draft);

/// The flow of this id; an unknown one is a problem at the node.
const catalog::Flow* need_flow(const JsonNode& node, const std::string& id, const Draft& draft);

/// role -> secret
void read_secrets(const JsonNode& node, Draft& draft);

/// flow id -> {"tcp": [...], "udp": [...]}
void read_ports(const JsonNode& node, Draft& draft);
/// flow id or pair -> serve, path or closed
void read_expectations(const JsonNode& node, Draft& draft);
/// flow id -> everything that may differ for one flow; reads after the two above, so that contradictions show
void read_overrides(const JsonNode& node, Draft& draft);
/// flow id, role or `cloud` -> proxy or null
void read_proxies(const JsonNode& node, Draft& draft);

}  // namespace flowvet::site
