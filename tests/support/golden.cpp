// Golden files are plain files; the environment decides whether they are read or made anew.
#include "support/golden.hpp"

#include <cstdlib>
#include <fstream>
#include <sstream>

namespace flowvet::test {

std::string golden(const std::string& name, const std::string& text) {
  const auto path = std::string{FLOWVET_GOLDEN_DIR "/"} + name;
  if (std::getenv("FLOWVET_UPDATE_GOLDEN")) std::ofstream(path, std::ios::binary) << text;
  std::ostringstream content;
  content << std::ifstream(path, std::ios::binary).rdbuf();
  return std::move(content).str();
}

}  // namespace flowvet::test
