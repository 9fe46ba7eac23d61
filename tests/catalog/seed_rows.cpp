// Headings -> tables -> rows, for the two text files that were extracted from HTML.
// The text keeps no cell borders, so a row is recognised by its type cell; the Japanese edition marks empty cells with
// no-break spaces, and its ADM table is markdown that a translation machine has run together.
#include "catalog/seed_rows.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <optional>
#include <stdexcept>
#include <utility>

namespace flowvet::seeds {
namespace {

struct TypeWord {
  std::string_view word;
  std::string_view transport;
  bool is_transport;  ///< also a type cell where no number follows; the others may be names of nodes as well
};

constexpr std::array type_words{TypeWord{"TCP", "tcp", true},     TypeWord{"UDP", "udp", true},     TypeWord{"ICMP", "icmp", true},
                                TypeWord{"SNMP", "udp", false},   TypeWord{"Syslog", "udp", false}, TypeWord{"RADIUS", "udp", false},
                                TypeWord{"TACACS", "tcp", false}, TypeWord{"HTTP", "tcp", false},   TypeWord{"HTTPS", "tcp", false},
                                TypeWord{"SSH", "tcp", false},    TypeWord{"DCOM", "tcp", false}};

/// Cells that machine translation has damaged, and what the other edition prints in their place.
constexpr std::array<std::pair<std::string_view, std::string_view>, 2> damaged_cells{std::pair{"TC CP", "TCP"},
                                                                                     std::pair{"4437443、8443", "443, 7443, 8443"}};

/// Two destinations that run together without a mark between them, and the same with one.
constexpr std::array<std::pair<std::string_view, std::string_view>, 2> joined_names{
    std::pair{"DNS Service Domain Controller", "DNS Service, Domain Controller"},
    std::pair{"DNS サービスドメインコントローラ", "DNS サービス, ドメインコントローラ"}};

/// What stands before a table's first row and how its rows are built.
enum class TableKind { flows, services };

struct Header {
  std::string_view start;
  TableKind kind;
};

constexpr std::array headers{
    Header{"Source Destination Type Port", TableKind::flows}, Header{"接続元 接続先 種類 ポート", TableKind::flows},
    Header{"| 接続元 | 接続先 | 種類 | ポート", TableKind::flows}, Header{"Service Port Supported Domain Protocol", TableKind::services},
    Header{"サービス ポート サポートされるドメインプロトコル", TableKind::services}};

/// A word of a line and where it stands.
struct Token {
  std::string text;
  std::size_t begin = 0;
  std::size_t end = 0;
};

std::vector<Token> tokens_of(std::string_view line) {
  std::vector<Token> tokens;
  std::size_t at = 0;
  while ((at = line.find_first_not_of(' ', at)) != std::string_view::npos) {
    const auto end = std::min(line.find(' ', at), line.size());
    tokens.push_back({std::string(line.substr(at, end - at)), at, end});
    at = end;
  }
  return tokens;
}

/// The type words that a token lists ("TCP、UDP" lists two), or nothing when any part of it is something else.
std::vector<const TypeWord*> types_in(std::string_view token) {
  std::vector<const TypeWord*> found;
  for (const auto& part : split(replaced(replaced(token, "、", ","), "/", ","), ",")) {
    if (part.empty()) continue;
    const auto word = std::ranges::find(type_words, part, &TypeWord::word);
    if (word == type_words.end()) return {};
    found.push_back(word);
  }
  return found;
}

/// A type cell found in a line.
struct TypeCell {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::vector<const TypeWord*> words;
};

/// The cell that starts at tokens[first], if one does: a list of type words that a port follows.
std::optional<TypeCell> type_cell_at(const std::vector<Token>& tokens, std::size_t first) {
  TypeCell cell{.begin = tokens[first].begin, .end = 0, .words = {}};
  auto next = first;
  while (next < tokens.size()) {
    const auto more = types_in(tokens[next].text);
    const bool only_transports = std::ranges::all_of(cell.words, &TypeWord::is_transport);
    if (more.empty() || (!cell.words.empty() && !only_transports)) break;
    cell.words.insert(cell.words.end(), more.begin(), more.end());
    cell.end = tokens[next++].end;
  }
  if (cell.words.empty()) return std::nullopt;
  const bool port_follows = next < tokens.size() && starts_with_digit(tokens[next].text);
  if (port_follows || cell.words.front()->is_transport) return cell;
  return std::nullopt;
}

std::optional<TypeCell> find_type_cell(std::string_view line) {
  const auto tokens = tokens_of(line);
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if (auto cell = type_cell_at(tokens, i)) return cell;
  }
  return std::nullopt;
}

void set_types(SeedRow& row, const std::vector<const TypeWord*>& words) {
  for (const auto* word : words) row.joined |= !row.transports.emplace(word->transport).second;
}

std::string names_in(std::string_view text) {
  std::string names(trimmed(text));
  for (const auto& [joined, apart] : joined_names) names = replaced(names, joined, apart);
  return names;
}

/// A line of a flow table: names, type, ports, details. Nothing when the line only goes on with the row above.
std::optional<SeedRow> flow_row(const std::string& line) {
  const auto plain = replaced(line, no_break_space, " ");
  SeedRow row;
  if (const auto cell = find_type_cell(plain)) {
    row.names = names_in(std::string_view(plain).substr(0, cell->begin));
    row.ports = leading_ports(trimmed(std::string_view(plain).substr(cell->end)));
    set_types(row, cell->words);
    return row;
  }
  const auto gap = line.find(no_break_space);
  if (gap == std::string::npos) return std::nullopt;
  row.names = names_in(std::string_view(line).substr(0, gap));
  row.ports = leading_ports(trimmed(plain));
  return row;
}

/// A line of a service table: name of the service, port, protocol.
std::optional<SeedRow> service_row(const std::string& line) {
  const auto tokens = tokens_of(line);
  const auto port = std::ranges::find_if(tokens, [](const Token& token) { return starts_with_digit(token.text); });
  if (port == tokens.end() || port + 1 == tokens.end()) return std::nullopt;
  SeedRow row;
  row.ports = leading_ports(port->text);
  set_types(row, types_in((port + 1)->text));
  return row;
}

std::string restored(std::string_view cell) {
  const auto known = std::ranges::find(damaged_cells, cell, &std::pair<std::string_view, std::string_view>::first);
  return std::string(known == damaged_cells.end() ? cell : known->second);
}

/// The rows of a run-together markdown table: each type cell has the two name cells before it and the ports after it.
std::vector<SeedRow> markdown_rows(std::string_view text) {
  std::vector<std::string> cells;
  for (const auto& cell : split(text, "|")) cells.push_back(restored(trimmed(cell)));
  std::vector<SeedRow> rows;
  for (std::size_t i = 2; i + 1 < cells.size(); ++i) {
    const auto words = types_in(cells[i]);
    if (words.empty() || (!words.front()->is_transport && !starts_with_digit(cells[i + 1]))) continue;
    SeedRow row;
    row.names = trimmed(cells[i - 2] + " " + cells[i - 1]);
    row.ports = leading_ports(cells[i + 1]);
    set_types(row, words);
    rows.push_back(std::move(row));
  }
  return rows;
}

bool ends_a_sentence(std::string_view line) {
  constexpr std::array<std::string_view, 3> ends{".", "。", ":"};
  return std::ranges::any_of(ends, [line](std::string_view end) { return line.ends_with(end); });
}

/// The nearest line above that is not a sentence.
std::string heading_above(const std::vector<std::string>& lines, std::size_t header) {
  for (auto i = header; i-- > 0;) {
    const auto line = trimmed(lines[i]);
    if (!line.empty() && !ends_a_sentence(line)) return std::string(line);
  }
  throw std::runtime_error("a table without a heading");
}

std::vector<SeedRow> table_rows(const std::vector<std::string>& lines, std::size_t header, TableKind kind) {
  std::vector<SeedRow> rows;
  std::string markdown;
  const bool is_markdown = lines[header].starts_with('|');
  for (auto i = is_markdown ? header : header + 1; i < lines.size() && !lines[i].empty(); ++i) {
    if (is_markdown) {
      markdown += lines[i];
    } else if (auto row = kind == TableKind::flows ? flow_row(lines[i]) : service_row(lines[i])) {
      row->line = static_cast<int>(i) + 1;
      rows.push_back(std::move(*row));
    }
  }
  return is_markdown ? markdown_rows(markdown) : rows;
}

void add_table(Seed& seed, std::size_t header, TableKind kind) {
  const auto section = heading_above(seed.lines, header);
  int number = 0;
  for (auto& row : table_rows(seed.lines, header, kind)) {
    row.edition = seed.edition;
    row.section = section;
    row.row = ++number;
    if (row.line == 0) row.line = static_cast<int>(header) + 1;
    seed.rows.push_back(std::move(row));
  }
}

std::filesystem::path file_named(const std::filesystem::path& folder, std::string_view prefix) {
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().filename().string().starts_with(prefix)) return entry.path();
  }
  throw std::runtime_error("no file " + std::string(prefix) + "* in " + folder.string());
}

}  // namespace

Seed read_seed(const std::filesystem::path& folder, std::string_view prefix, std::string edition) {
  Seed seed{.edition = std::move(edition), .lines = {}, .rows = {}};
  std::ifstream file(file_named(folder, prefix));
  for (std::string line; std::getline(file, line);) seed.lines.push_back(line);
  for (std::size_t i = 0; i < seed.lines.size(); ++i) {
    for (const auto& header : headers) {
      if (seed.lines[i].starts_with(header.start)) add_table(seed, i, header.kind);
    }
  }
  return seed;
}

}  // namespace flowvet::seeds
