// Ties the flows of profiles/ to the printed rows that they cite, and printed names to roles.
#include "catalog/seed_evidence.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <fstream>
#include <stdexcept>

namespace flowvet::seeds {
namespace {

nlohmann::json read_json(const std::filesystem::path& file) {
  std::ifstream stream(file);
  if (!stream) throw std::runtime_error("cannot read " + file.string());
  return nlohmann::json::parse(stream);
}

std::map<std::string, std::string> read_role_names(const std::filesystem::path& profiles) {
  std::map<std::string, std::string> by_name;
  const auto roles = read_json(profiles / "roles.json");
  for (const auto& role : roles.at("roles")) {
    const auto id = role.at("id").get<std::string>();
    by_name[folded(id)] = id;
    for (const auto& name : role.at("names")) by_name[folded(name.get<std::string>())] = id;
    for (const auto& alias : role.at("aliases")) by_name[folded(alias.get<std::string>())] = id;
  }
  return by_name;
}

const SeedRow* find_row(const std::vector<Seed>& seeds, std::string_view edition, std::string_view section, int number) {
  for (const auto& seed : seeds) {
    if (seed.edition != edition) continue;
    for (const auto& row : seed.rows) {
      if (row.section == section && row.row == number) return &row;
    }
  }
  return nullptr;
}

/// A requirement of the prose names the heading that it stands under.
bool is_printed_line(const std::vector<Seed>& seeds, std::string_view edition, std::string_view text) {
  return std::ranges::any_of(seeds, [&](const Seed& seed) {
    return seed.edition == edition && std::ranges::any_of(seed.lines, [&](const std::string& line) { return trimmed(line) == text; });
  });
}

void add_source(CitingFlow& flow, const nlohmann::json& source, const std::vector<Seed>& seeds) {
  const auto edition = source.at("edition").get<std::string>();
  const auto section = source.at("section").get<std::string>();
  const auto& number = source.at("row");
  if (number.is_null() && is_printed_line(seeds, edition, section)) {
    flow.prose.insert(edition + " / " + section);
  } else if (number.is_null()) {
    flow.wrong_sources.push_back(source.dump());
  } else if (const auto* row = find_row(seeds, edition, section, number.get<int>())) {
    flow.rows.push_back(row);
  } else {
    flow.wrong_sources.push_back(source.dump());
  }
}

CitingFlow citing_flow(const nlohmann::json& json, const std::vector<Seed>& seeds) {
  CitingFlow flow;
  flow.id = json.at("id").get<std::string>();
  json.at("from").get_to(flow.from);
  json.at("to").get_to(flow.to);
  json.at("transports").get_to(flow.transports);
  for (const auto& port : json.at("ports")) {
    const auto range = leading_ports(port.get<std::string>());
    flow.ports.insert(flow.ports.end(), range.begin(), range.end());
  }
  for (const auto& source : json.at("sources")) add_source(flow, source, seeds);
  return flow;
}

std::vector<CitingFlow> read_flows(const std::filesystem::path& profiles, const std::vector<Seed>& seeds) {
  std::vector<CitingFlow> flows;
  for (const auto& entry : std::filesystem::directory_iterator(profiles / "catalog")) {
    const auto section = read_json(entry.path());
    for (const auto& flow : section.at("flows")) flows.push_back(citing_flow(flow, seeds));
  }
  return flows;
}

/// The roles that a text stands for, or nothing when it cannot be read as names throughout.
using Roles = std::optional<std::set<std::string>>;

/// One cell: a name, or several joined by a word or mark of either language.
Roles roles_of_cell(const Evidence& all, std::string_view cell) {
  const auto known = all.roles_by_name.find(folded(cell));
  if (known != all.roles_by_name.end()) return std::set{known->second};
  constexpr std::array<std::string_view, 7> joints{" or ", " and ", "または", "および", ", ", "、", "/"};
  for (const auto joint : joints) {
    const auto at = cell.find(joint);
    if (at == std::string_view::npos) continue;
    auto left = roles_of_cell(all, cell.substr(0, at));
    const auto right = roles_of_cell(all, cell.substr(at + joint.size()));
    if (!left || !right) continue;
    left->insert(right->begin(), right->end());
    return left;
  }
  return std::nullopt;
}

bool is_character_boundary(std::string_view text, std::size_t at) {
  return (static_cast<unsigned char>(text[at]) & 0xC0U) != 0x80U;
}

/// The two name cells of a row. Their border is lost, so every place is tried, the longest first cell first.
std::optional<Ends> split_names(const Evidence& all, std::string_view names) {
  for (auto at = names.size(); at-- > 1;) {
    if (!is_character_boundary(names, at)) continue;
    const auto source = roles_of_cell(all, trimmed(names.substr(0, at)));
    const auto destination = source ? roles_of_cell(all, trimmed(names.substr(at))) : std::nullopt;
    if (destination) return Ends{*source, *destination, true};
  }
  return std::nullopt;
}

/// A row that prints one name prints its destination; what it leaves empty is as in the row above.
Ends ends_of_row(const Evidence& all, const SeedRow& row, const Ends& above) {
  if (row.names.empty()) return above;
  if (const auto destination = roles_of_cell(all, row.names)) return {above.source, *destination, true};
  return split_names(all, row.names).value_or(Ends{{}, {}, false});
}

}  // namespace

std::unique_ptr<const Evidence> read_evidence(const std::filesystem::path& seeds, const std::filesystem::path& profiles) {
  auto all = std::make_unique<Evidence>();
  all->seeds.push_back(read_seed(seeds, "000_", "ja"));
  all->seeds.push_back(read_seed(seeds, "004_", "en"));
  all->roles_by_name = read_role_names(profiles);
  all->flows = read_flows(profiles, all->seeds);
  return all;
}

std::vector<const CitingFlow*> flows_citing(const Evidence& all, const SeedRow& row) {
  std::vector<const CitingFlow*> found;
  for (const auto& flow : all.flows) {
    if (std::ranges::find(flow.rows, &row) != flow.rows.end()) found.push_back(&flow);
  }
  return found;
}

std::vector<Ends> ends_of_rows(const Evidence& all, const Seed& seed) {
  std::vector<Ends> ends;
  for (const auto& row : seed.rows) ends.push_back(ends_of_row(all, row, row.row == 1 ? Ends{} : ends.back()));
  return ends;
}

}  // namespace flowvet::seeds
