// An nftables rule set as `nft -j list ruleset` prints it (libnftables-json(5)). Rules that iptables-nft made are in it too.
#pragma once

#include "flowvet/base/problem.hpp"

#include <nlohmann/json.hpp>

#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace flowvet::judge::firewall {

using Json = nlohmann::json;

struct Rule {
  std::string place;  ///< "inet filter input, handle 7": what `nft -a list ruleset` shows
  Json expressions;   ///< an array: matches and statements in order
};

struct Chain {
  std::string family;  ///< ip, ip6, inet, netdev, ...
  std::string table;
  std::string name;
  std::string hook;                  ///< input, prerouting, ...; empty: only jumped to
  std::string type;                  ///< filter, nat, route
  int priority = 0;                  ///< lower ones come first
  bool drops = false;                ///< what happens to packets that no rule decides
  bool perhaps_asleep = false;       ///< whether its table takes part could not be read
  std::vector<std::string> devices;  ///< of netdev chains
  std::vector<Rule> rules;
};

/// Family, table and name: names are unique within a table only.
using ObjectKey = std::tuple<std::string, std::string, std::string>;

struct Ruleset {
  std::map<ObjectKey, Chain> chains;
  std::map<ObjectKey, Json> elements;  ///< of named sets and maps
};

/// A problem for text that is no such list.
Result<Ruleset> read_ruleset(std::string_view text);

}  // namespace flowvet::judge::firewall
