// flowvet validate: every mistake in files of ours, whatever their kind.
#include "base/read_file.hpp"
#include "cli/commands.hpp"
#include "cli/exit_codes.hpp"
#include "cli/file_kind.hpp"
#include "cli/output.hpp"
#include "cli/problem_output.hpp"
#include "cli/profile_option.hpp"
#include "flowvet/base/text.hpp"

#include <CLI/CLI.hpp>

namespace flowvet::cli {
namespace {

struct ValidateOptions {
  std::vector<std::string> files;
  std::string profiles;
};

Result<std::string> validate_file(const std::string& file, std::span<const catalog::ProfileFile> profiles) {
  const auto text = read_file(file);
  if (!text) return text.error();
  return validate_text(*text, file, profiles);
}

int validate(const ValidateOptions& options) {
  const auto profiles = profile_files(options.profiles);
  if (!profiles) return refuse(profiles.error());
  std::string good;
  int status = exit_done;
  for (const auto& file : options.files) {
    const auto description = validate_file(file, *profiles);
    if (description)
      good += escape_peer_text(file) + ": ok (" + *description + ")\n";
    else
      status = refuse(description.error());
  }
  return print_and_return(good, status);
}

}  // namespace

Action set_up_validate(CLI::App& app) {
  const auto options = std::make_shared<ValidateOptions>();
  app.add_option("files", options->files, "Sites, agent configurations, catalog sections, roles.json, host profiles, reports")
      ->required()
      ->type_name("FILE");
  add_profile_option(app, options->profiles);
  app.footer("Exit status: 0 every file is good, 3 one is not.");
  return [options] { return validate(*options); };
}

}  // namespace flowvet::cli
