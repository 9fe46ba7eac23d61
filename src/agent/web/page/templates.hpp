// The page's files as the build compiles them in: templates and the style sheet.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace flowvet::agent::web::page {

struct PageFile {
  std::string path;
  std::string text;
};

/// In order of their paths.
std::span<const PageFile> embedded_page();

/// The text of one of them; a name that is none is a bug.
const std::string& page_file(std::string_view path);

}  // namespace flowvet::agent::web::page
