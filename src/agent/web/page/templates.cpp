// A handful of files: no index needed.
#include "agent/web/page/templates.hpp"

#include <algorithm>
#include <stdexcept>

namespace flowvet::agent::web::page {

const std::string& page_file(std::string_view path) {
  const auto files = embedded_page();
  const auto found = std::ranges::find(files, path, &PageFile::path);
  if (found == files.end()) throw std::logic_error("the page has no file " + std::string{path});
  return found->text;
}

}  // namespace flowvet::agent::web::page
