// Every kind is read by the same loader that the other commands use: what passes here starts there.
#include "cli/file_kind.hpp"

#include "agent/config.hpp"
#include "base/json_reader.hpp"
#include "flowvet/base/text.hpp"
#include "flowvet/probe/run.hpp"
#include "flowvet/report/parse.hpp"
#include "flowvet/site/site.hpp"
#include "report/layout.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace flowvet::cli {
namespace {

using catalog::ProfileFile;
using Profiles = std::span<const ProfileFile>;

bool has(const Json& json, const std::vector<const char*>& keys) {
  return json.is_object() && std::ranges::all_of(keys, [&json](const char* key) { return json.contains(key); });
}

std::size_t size_of(const Json& json, const char* key) {
  return has(json, {key}) ? json.at(key).size() : 0;
}

/// The place of a profile file among the others, taken from the word that names it.
std::string profile_path(const Json& json, const char* folder, const char* key) {
  const auto& word = json.at(key);
  return std::string{folder} + "/" + (word.is_string() ? word.get<std::string>() : std::string{"unnamed"}) + ".json";
}

/// Problems of the file under test carry the user's name for it.
Problems renamed(Problems problems, const std::string& path, const std::string& name) {
  for (auto& problem : problems)
    if (problem.where.starts_with(path)) problem.where.replace(0, path.size(), name);
  return problems;
}

Result<std::string> validate_profile(std::string_view text, const std::string& name, const std::string& path, Profiles profiles,
                                     std::string description) {
  std::vector<ProfileFile> files(profiles.begin(), profiles.end());
  const auto replaced = std::ranges::find(files, path, &ProfileFile::path);
  if (replaced == files.end())
    files.push_back({path, std::string{text}});
  else
    replaced->text = text;
  std::ranges::sort(files, {}, &ProfileFile::path);
  const auto catalog = catalog::load_catalog(files, probe::service_names());
  if (!catalog) return renamed(catalog.error(), path, name);
  return description;
}

Result<std::string> validate_roles(std::string_view text, const std::string& name, const Json& json, Profiles profiles) {
  return validate_profile(text, name, "roles.json", profiles, "roles, " + report::counted(size_of(json, "roles"), "role"));
}

Result<std::string> validate_section(std::string_view text, const std::string& name, const Json& json, Profiles profiles) {
  return validate_profile(text, name, profile_path(json, "catalog", "section"), profiles,
                          "catalog section, " + report::counted(size_of(json, "flows"), "flow"));
}

Result<std::string> validate_host(std::string_view text, const std::string& name, const Json& json, Profiles profiles) {
  return validate_profile(text, name, profile_path(json, "hosts", "id"), profiles,
                          "host profile, " + report::counted(size_of(json, "outcomes"), "outcome"));
}

Result<std::string> validate_report(std::string_view text, const std::string& name, const Json&, Profiles) {
  const auto report = report::parse_report(text, name);
  if (!report) return report.error();
  return "report, " + report::counted(report->flows.size(), "flow") + ", " + std::to_string(report->skipped.size()) + " not checked";
}

Result<std::string> validate_site(std::string_view text, const std::string& name, const Json&, Profiles profiles) {
  const auto catalog = catalog::load_catalog(profiles, probe::service_names());
  if (!catalog) return catalog.error();
  const auto site = site::parse_site(text, name, *catalog);
  if (!site) return site.error();
  std::size_t endpoints = 0;
  for (const auto& [role, hosts] : site->endpoints) endpoints += hosts.size();
  return "site, " + report::counted(endpoints, "endpoint");
}

/// The catalog that the configuration names counts, not the one beside it.
Result<std::string> validate_agent(std::string_view text, const std::string& name, const Json&, Profiles) {
  const auto config = agent::parse_config(text, name);
  if (!config) return config.error();
  return "agent configuration, " + report::counted(config->jobs.size(), "job");
}

/// A kind of file, the keys that only it has, and its loader.
struct Kind {
  std::vector<const char*> keys;
  Result<std::string> (*validate)(std::string_view, const std::string&, const Json&, Profiles);
};

/// The first whose keys are all there; a site may be nearly empty, so it stands last.
const std::array kinds{
    Kind{{"schema"}, validate_report},    Kind{{"roles"}, validate_roles}, Kind{{"section", "flows"}, validate_section},
    Kind{{"id", "plays"}, validate_host}, Kind{{"jobs"}, validate_agent}, Kind{{}, validate_site},
};

}  // namespace

Result<std::string> validate_text(std::string_view text, const std::string& name, Profiles profiles) {
  const auto json = parse_json(text, name);
  if (!json) return json.error();
  const auto kind = std::ranges::find_if(kinds, [&json](const Kind& one) { return has(*json, one.keys); });
  if (kind == kinds.end())
    return Problems{{"this is none of flowvet's files", name,
                     "a site, catalog section, roles, host profile, report or agent configuration is a JSON object"}};
  return kind->validate(text, name, *json, profiles);
}

}  // namespace flowvet::cli
