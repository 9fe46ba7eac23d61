// Holds profiles/ against the paper itself: every printed row, port, transport and name of both editions is in the
// catalog, and the catalog cites nothing that is not printed.
// The paper is read from $FLOWVET_SEEDS, or from the folder that the build names; without it nothing can be checked.
#include "catalog/seed_evidence.hpp"
#include "catalog/seed_facts.hpp"
#include "catalog/seed_rows.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cstdlib>

#ifndef FLOWVET_SEEDS_DIR
#define FLOWVET_SEEDS_DIR ""
#endif

namespace flowvet::seeds {
namespace {

std::string place(const SeedRow& row) {
  return row.edition + " / " + row.section + " / row " + std::to_string(row.row) + " (line " + std::to_string(row.line) + ")";
}

std::string text_of(const Ports& ports) {
  const auto first = std::to_string(ports.first);
  return ports.first == ports.last ? first : first + "-" + std::to_string(ports.last);
}

std::optional<std::filesystem::path> seeds_folder() {
  const char* stated = std::getenv("FLOWVET_SEEDS");
  const std::filesystem::path folder = stated != nullptr ? stated : FLOWVET_SEEDS_DIR;
  if (folder.empty() || !std::filesystem::is_directory(folder)) return std::nullopt;
  return folder;
}

/// Everything, read once; nullptr where the paper is not on this machine.
const Evidence* evidence() {
  static const auto folder = seeds_folder();
  static const auto all = folder ? read_evidence(*folder, FLOWVET_PROFILES_DIR) : nullptr;
  if (!all) MESSAGE("NOT CHECKED: the paper is not here; name its folder in FLOWVET_SEEDS");
  return all.get();
}

bool has_ports(const CitingFlow& flow, const Ports& ports) {
  return std::ranges::find(flow.ports, ports) != flow.ports.end();
}

void check_transports_and_ports(const SeedRow& row, const std::vector<const CitingFlow*>& flows) {
  for (const auto& transport : row.transports) {
    INFO("transport ", transport);
    CHECK(std::ranges::any_of(flows, [&](const auto* flow) { return flow->transports.contains(transport); }));
    for (const auto& ports : row.ports) {
      INFO("port ", text_of(ports));
      CHECK(std::ranges::any_of(
          flows, [&](const auto* flow) { return has_ports(*flow, ports) && (row.joined || flow->transports.contains(transport)); }));
    }
  }
}

void check_ends(const Ends& ends, const std::vector<const CitingFlow*>& flows) {
  for (const auto& role : ends.source) {
    INFO("from ", role);
    CHECK(std::ranges::any_of(flows, [&](const auto* flow) { return flow->from.contains(role); }));
  }
  for (const auto& role : ends.destination) {
    INFO("to ", role);
    CHECK(std::ranges::any_of(flows, [&](const auto* flow) { return flow->to.contains(role); }));
  }
}

/// The row's ends as they are meant.
Ends meant(Ends ends, const SeedRow& row) {
  for (const auto& known : meant_ends) {
    if (known.edition == row.edition && known.section == row.section && known.row == row.row) ends.*known.end = {std::string(known.role)};
  }
  return ends;
}

bool prints_transport(const SeedRow& row, const std::string& transport) {
  return row.transports.contains(transport);
}
bool prints_ports(const SeedRow& row, const Ports& ports) {
  return std::ranges::find(row.ports, ports) != row.ports.end();
}

std::ptrdiff_t rows_read(const Evidence& all, const TableSize& table) {
  std::ptrdiff_t count = 0;
  for (const auto& seed : all.seeds) {
    if (seed.edition == table.edition) count += std::ranges::count(seed.rows, table.section, &SeedRow::section);
  }
  return count;
}

bool states(const CitingFlow& flow, const ProseRequirement& wanted, const std::string& heading) {
  return flow.prose.contains(heading) && flow.from.contains(std::string(wanted.from)) && flow.to.contains(std::string(wanted.to)) &&
         flow.transports.contains(std::string(wanted.transport)) && has_ports(flow, {wanted.port, wanted.port});
}

TEST_CASE("the tables of both editions are read with all their rows") {
  const auto* all = evidence();
  if (all == nullptr) return;
  std::ptrdiff_t expected = 0;
  for (const auto& table : table_sizes) {
    INFO(std::string(table.edition), " / ", std::string(table.section));
    CHECK(rows_read(*all, table) == table.rows);
    expected += table.rows;
  }
  CHECK(std::ssize(all->seeds[0].rows) + std::ssize(all->seeds[1].rows) == expected);
}

TEST_CASE("every printed row is cited by a flow") {
  const auto* all = evidence();
  if (all == nullptr) return;
  for (const auto& seed : all->seeds) {
    for (const auto& row : seed.rows) {
      INFO(place(row));
      CHECK_FALSE(flows_citing(*all, row).empty());
    }
  }
}

TEST_CASE("every row and heading that a flow cites is printed") {
  const auto* all = evidence();
  if (all == nullptr) return;
  for (const auto& flow : all->flows) {
    INFO(flow.id);
    for (const auto& source : flow.wrong_sources) FAIL_CHECK("not printed: ", source);
  }
}

TEST_CASE("every printed transport and port stands in a flow that cites its row") {
  const auto* all = evidence();
  if (all == nullptr) return;
  for (const auto& seed : all->seeds) {
    for (const auto& row : seed.rows) {
      INFO(place(row));
      check_transports_and_ports(row, flows_citing(*all, row));
    }
  }
}

TEST_CASE("no flow has a transport or port that none of its rows prints") {
  const auto* all = evidence();
  if (all == nullptr) return;
  for (const auto& flow : all->flows) {
    if (flow.rows.empty()) continue;
    INFO(flow.id);
    for (const auto& transport : flow.transports) {
      INFO("transport ", transport);
      CHECK(std::ranges::any_of(flow.rows, [&](const auto* row) { return prints_transport(*row, transport); }));
    }
    for (const auto& ports : flow.ports) {
      INFO("port ", text_of(ports));
      CHECK(std::ranges::any_of(flow.rows, [&](const auto* row) { return prints_ports(*row, ports); }));
    }
  }
}

TEST_CASE("every printed name is a role") {
  const auto* all = evidence();
  if (all == nullptr) return;
  for (const auto& seed : all->seeds) {
    const auto ends = ends_of_rows(*all, seed);
    for (std::size_t i = 0; i < ends.size(); ++i) {
      INFO(place(seed.rows[i]), ": ", seed.rows[i].names);
      CHECK(ends[i].readable);
    }
  }
}

TEST_CASE("flows start and end at the names of the rows that they cite") {
  const auto* all = evidence();
  if (all == nullptr) return;
  for (const auto& seed : all->seeds) {
    const auto ends = ends_of_rows(*all, seed);
    for (std::size_t i = 0; i < ends.size(); ++i) {
      INFO(place(seed.rows[i]));
      check_ends(meant(ends[i], seed.rows[i]), flows_citing(*all, seed.rows[i]));
    }
  }
}

TEST_CASE("requirements that only the prose states are in the catalog") {
  const auto* all = evidence();
  if (all == nullptr) return;
  for (const auto& wanted : prose_requirements) {
    const std::array headings{"en / " + std::string(wanted.english_heading), "ja / " + std::string(wanted.japanese_heading)};
    for (const auto& heading : headings) {
      INFO(heading, ": ", std::string(wanted.from), " to ", std::string(wanted.to), " ", wanted.port);
      CHECK(std::ranges::any_of(all->flows, [&](const auto& flow) { return states(flow, wanted, heading); }));
    }
  }
}

}  // namespace
}  // namespace flowvet::seeds
