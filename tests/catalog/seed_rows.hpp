// The printed tables of "Communication Ports Used by Citrix Technologies", read from the text of either edition.
// Knows how the paper looks, and nothing of our catalog: what the tests in seeds_test.cpp hold the catalog against.
#pragma once

#include "catalog/seed_text.hpp"

#include <filesystem>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace flowvet::seeds {

/// One printed data row. A cell that is left empty because the row above already says it stays empty here.
struct SeedRow {
  std::string edition;               ///< "en" or "ja"
  std::string section;               ///< the heading that the table stands under
  int row = 0;                       ///< from 1 within the table
  int line = 0;                      ///< of the text file
  std::string names;                 ///< text of the source and destination cells; empty where both are inherited
  std::set<std::string> transports;  ///< "tcp", "udp", "icmp"; empty where the type cell is
  std::vector<Ports> ports;          ///< empty where none is printed
  bool joined = false;               ///< two rows share these cells, so that not every transport goes with every port
};

/// One edition's text and the rows of its tables, in printed order.
struct Seed {
  std::string edition;
  std::vector<std::string> lines;
  std::vector<SeedRow> rows;
};

/// Reads the file of `folder` whose name starts with `prefix` ("000_" or "004_"). Throws when there is none.
Seed read_seed(const std::filesystem::path& folder, std::string_view prefix, std::string edition);

}  // namespace flowvet::seeds
