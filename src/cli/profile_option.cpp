// First step of nearly every subcommand: get the catalog.
#include "cli/profile_option.hpp"

#include "flowvet/probe/run.hpp"

#include <CLI/CLI.hpp>

namespace flowvet::cli {

void add_profile_option(CLI::App& app, std::string& folder) {
  app.add_option("--profiles", folder, "Read roles, flows and host profiles from this folder instead of those compiled in")
      ->type_name("DIR");
}

Result<std::vector<catalog::ProfileFile>> profile_files(const std::string& folder) {
  if (!folder.empty()) return catalog::read_profiles(folder);
  const auto embedded = catalog::embedded_profiles();
  return std::vector<catalog::ProfileFile>(embedded.begin(), embedded.end());
}

Result<catalog::Catalog> read_catalog(const std::string& folder) {
  const auto files = profile_files(folder);
  if (!files) return files.error();
  return catalog::load_catalog(*files, probe::service_names());
}

}  // namespace flowvet::cli
