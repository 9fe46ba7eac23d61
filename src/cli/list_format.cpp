// One option shared by every listing.
#include "cli/list_format.hpp"

#include <CLI/CLI.hpp>

namespace flowvet::cli {

void add_list_format(CLI::App& app, std::string& format) {
  format = "text";
  app.add_option("--format", format, "For people or for programs")
      ->check(CLI::IsMember({"text", "json"}))
      ->type_name("text|json")
      ->capture_default_str();
}

}  // namespace flowvet::cli
