// profiles/ -> Catalog: each file is read by its kind, then the whole is cross-checked.
#include "flowvet/catalog/load.hpp"

#include "base/read_file.hpp"
#include "catalog/draft.hpp"

#include <algorithm>
#include <system_error>

namespace flowvet::catalog {
namespace {

constexpr std::string_view roles_file = "roles.json";
constexpr std::string_view sections_folder = "catalog/";
constexpr std::string_view hosts_folder = "hosts/";

/// "cvad" of "catalog/cvad.json".
std::string stem_of(std::string_view path) {
  return std::filesystem::path(path).stem().string();
}

void read_file_of_profiles(const ProfileFile& file, Draft& draft) {
  auto json = parse_json(file.text, file.path);
  if (!json) {
    for (auto& problem : json.error()) draft.problems.add(problem.where, problem.what, problem.hint);
    return;
  }
  const JsonNode node(*json, file.path, draft.problems);
  if (file.path == roles_file)
    read_roles(node, draft);
  else if (file.path.starts_with(sections_folder))
    read_section(node, stem_of(file.path), draft);
  else if (file.path.starts_with(hosts_folder))
    read_host(node, stem_of(file.path), draft);
  else
    draft.problems.add(file.path, "is none of roles.json, catalog/*.json and hosts/*.json");
}

/// Paths below `folder` of its JSON files, in order; none when `sub` does not exist.
std::vector<std::string> json_files(const std::filesystem::path& folder, std::string_view sub) {
  std::vector<std::string> paths;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder / sub, error))
    if (entry.path().extension() == ".json") paths.push_back(std::string(sub) + entry.path().filename().string());
  std::sort(paths.begin(), paths.end());
  return paths;
}

}  // namespace

Result<std::vector<ProfileFile>> read_profiles(const std::filesystem::path& folder) {
  std::error_code error;
  if (!std::filesystem::is_directory(folder, error))
    return Problems{{"no such folder", folder.string(), "it holds roles.json and the folders catalog and hosts"}};
  auto paths = json_files(folder, sections_folder);
  const auto hosts = json_files(folder, hosts_folder);
  paths.insert(paths.end(), hosts.begin(), hosts.end());
  paths.emplace_back(roles_file);

  ProblemList problems;
  std::vector<ProfileFile> files;
  for (auto& path : paths) {
    auto text = read_file(folder / path);
    if (text)
      files.push_back({std::move(path), std::move(*text)});
    else
      for (auto& problem : text.error()) problems.add(problem.where, problem.what, problem.hint);
  }
  return value_or_problems(std::move(files), problems);
}

Result<Catalog> load_catalog(std::span<const ProfileFile> files, std::span<const std::string> services) {
  Draft draft;
  for (const auto& file : files) read_file_of_profiles(file, draft);
  // Half a catalog would only repeat each flaw in other words.
  if (draft.problems.empty()) cross_check(draft, services);
  return value_or_problems(std::move(draft.catalog), draft.problems);
}

}  // namespace flowvet::catalog
