// `--profiles DIR`: the catalog compiled into the program, or one from a folder.
#pragma once

#include "flowvet/base/problem.hpp"
#include "flowvet/catalog/load.hpp"

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace flowvet::cli {

void add_profile_option(CLI::App& app, std::string& folder);

/// The files of the folder, or those compiled in when it is empty.
Result<std::vector<catalog::ProfileFile>> profile_files(const std::string& folder);

/// The catalog made of them, with every service that this program can prove.
Result<catalog::Catalog> read_catalog(const std::string& folder);

}  // namespace flowvet::cli
