// What the paper prints and what profiles/ says about it, read side by side for seeds_test.cpp.
// The JSON is read directly, so that no code of ours stands between the data and the judgement.
#pragma once

#include "catalog/seed_rows.hpp"

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace flowvet::seeds {

/// What a flow says that the paper can confirm or deny.
struct CitingFlow {
  std::string id;
  std::set<std::string> from;
  std::set<std::string> to;
  std::set<std::string> transports;
  std::vector<Ports> ports;
  std::vector<const SeedRow*> rows;        ///< the printed rows that it cites
  std::set<std::string> prose;             ///< "en / heading" of each statement in prose that it cites
  std::vector<std::string> wrong_sources;  ///< cited, but not printed
};

/// Both editions, the roles and the flows, tied to each other.
struct Evidence {
  std::vector<Seed> seeds;
  std::map<std::string, std::string> roles_by_name;  ///< folded id, name or alias -> role id
  std::vector<CitingFlow> flows;
};

/// Reads both editions from `seeds`, and roles.json and catalog/*.json from `profiles`. Throws when a file is missing or broken.
std::unique_ptr<const Evidence> read_evidence(const std::filesystem::path& seeds, const std::filesystem::path& profiles);

/// The flows that cite this row.
std::vector<const CitingFlow*> flows_citing(const Evidence& all, const SeedRow& row);

/// What a row says about its two ends, with empty cells filled from the rows above. Both are empty in a service table.
struct Ends {
  std::set<std::string> source;
  std::set<std::string> destination;
  bool readable = true;  ///< false when the text of the name cells is not made of known names
};

/// The ends of every row of an edition, in the order of its rows.
std::vector<Ends> ends_of_rows(const Evidence& all, const Seed& seed);

}  // namespace flowvet::seeds
