// From the JSON files of profiles/ to a Catalog, or to every problem found in them.
#pragma once

#include "flowvet/base/problem.hpp"
#include "flowvet/catalog/catalog.hpp"

#include <filesystem>
#include <span>
#include <string>
#include <string_view>

namespace flowvet::catalog {

/// One file of profiles/, named by its path below that folder, e.g. "catalog/cvad.json".
struct ProfileFile {
  std::string path;
  std::string text;
};

/// The files compiled into this binary, in order of their paths.
std::span<const ProfileFile> embedded_profiles();

/// The same set of files from a folder (`--profiles DIR`).
Result<std::vector<ProfileFile>> read_profiles(const std::filesystem::path& folder);

/// Parses and cross-checks: ids unique, roles and flows known, every key of a flow present, words known.
/// `services` names the handshakes that exist; a flow that names another is a problem.
Result<Catalog> load_catalog(std::span<const ProfileFile> files, std::span<const std::string> services);

}  // namespace flowvet::catalog
