// `--format text|json` of the commands that print a list or one thing, not a report.
#pragma once

#include <string>

namespace CLI {
class App;
}

namespace flowvet::cli {

/// Declares the option; `format` becomes "text" or "json".
void add_list_format(CLI::App& app, std::string& format);

}  // namespace flowvet::cli
