// From `--format` words to opened places, and from a report to what stands there.
#include "cli/format_options.hpp"

#include "cli/problem_output.hpp"
#include "cli/terminal.hpp"
#include "flowvet/base/suggest.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <array>
#include <optional>
#include <sstream>

namespace flowvet::cli {
namespace {

struct ColourWord {
  std::string_view text;
  ColourChoice choice;
};
constexpr std::array colour_words{ColourWord{"auto", ColourChoice::automatic}, ColourWord{"always", ColourChoice::always},
                                  ColourWord{"never", ColourChoice::never}};

std::vector<std::string> format_names() {
  std::vector<std::string> names;
  for (const auto& format : report::formats()) names.emplace_back(format.name);
  return names;
}

ColourChoice colour_choice(std::string_view word) {
  const auto found = std::ranges::find(colour_words, word, &ColourWord::text);
  return found == colour_words.end() ? ColourChoice::automatic : found->choice;
}

Result<Destination> open_destination(const std::string& word) {
  const auto equals = word.find('=');
  const auto name = word.substr(0, equals);
  const auto* format = report::find_format(name);
  if (!format) return Problems{{"unknown format \"" + name + "\"", "--format", suggestion(name, format_names())}};
  if (equals == std::string::npos) return Destination{format, Output::standard(), true};
  const auto path = word.substr(equals + 1);
  if (path.empty()) return Problems{{"the file is missing after \"" + word + "\"", "--format", name + "=FILE"}};
  auto file = Output::file(path);
  if (!file) return file.error();
  return Destination{format, std::move(*file), false};
}

Problems duplicates_of(const std::vector<std::string>& words) {
  Problems problems;
  const auto to_standard = [](const std::string& word) { return word.find('=') == std::string::npos; };
  if (std::ranges::count_if(words, to_standard) > 1)
    problems.push_back({"two formats on standard output", "--format", "write one of them to a file: --format json=FILE"});
  std::vector<std::string> files;
  for (const auto& word : words) {
    if (to_standard(word)) continue;
    const auto file = word.substr(word.find('=') + 1);
    if (std::ranges::find(files, file) != files.end()) problems.push_back({"two formats into the file \"" + file + "\"", "--format", ""});
    files.push_back(file);
  }
  return problems;
}

std::string rendered(const report::Report& report, const FormatOptions& options, const Destination& destination) {
  report::WriteOptions write;
  write.all = options.all;
  write.columns = output_columns();
  write.colour = destination.is_standard && wants_colour(colour_choice(options.colour));
  std::ostringstream text;
  destination.format->write(report, text, write);
  return std::move(text).str();
}

}  // namespace

void add_format_options(CLI::App& app, FormatOptions& options) {
  app.add_option("--format", options.formats, "How to report; several times for several places (default: text)")
      ->allow_extra_args(false)
      ->type_name("FORMAT[=FILE]");
  app.add_option("--color", options.colour, "Colour in text on standard output")
      ->check(CLI::IsMember({"auto", "always", "never"}))
      ->type_name("auto|always|never")
      ->capture_default_str();
  app.add_flag("--all", options.all,
               "In text: every check that passed and every flow that was not checked; in metrics: also each flow");
  app.add_option("--textfile", options.textfile, "Also metrics for the textfile collector of node_exporter: --format prometheus=FILE")
      ->type_name("FILE");
}

Result<std::vector<Destination>> open_destinations(const FormatOptions& options) {
  auto words = options.formats.empty() ? std::vector<std::string>{std::string{report::formats().front().name}} : options.formats;
  if (!options.textfile.empty()) words.push_back("prometheus=" + options.textfile);
  auto problems = duplicates_of(words);
  std::vector<Destination> destinations;
  for (const auto& word : words) {
    auto destination = open_destination(word);
    if (destination)
      destinations.push_back(std::move(*destination));
    else
      append(problems, destination.error());
  }
  if (!problems.empty()) return problems;
  return destinations;
}

Result<void> write_report(const report::Report& report, const FormatOptions& options, std::vector<Destination>& destinations) {
  Problems problems;
  for (auto& destination : destinations) {
    const auto written = destination.output.write(rendered(report, options, destination));
    if (!written) append(problems, written.error());
  }
  if (!problems.empty()) return problems;
  return {};
}

}  // namespace flowvet::cli
