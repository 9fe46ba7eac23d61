// A catalog of four roles and four flows, small enough to know by heart, as the files that it is read from.
// Tests change one value of one file and look at what the loader says.
#pragma once

#include "flowvet/catalog/load.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace flowvet::catalog {

/// roles.json, catalog/cvad.json and hosts/vda.json without any flaw.
std::vector<ProfileFile> small_files();

/// The handshakes that the small catalog may name.
std::vector<std::string> small_services();

/// The small catalog itself.
Catalog small_catalog();

/// small_files() with the value at a JSON pointer of one file replaced, or added; an empty value removes it.
std::vector<ProfileFile> changed(std::string_view path, std::string_view pointer, std::string_view json);

/// The problems of loading these files, one line each; empty when there are none.
std::vector<std::string> problems_of(const std::vector<ProfileFile>& files);

}  // namespace flowvet::catalog
