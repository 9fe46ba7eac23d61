// Named at random, so that test programs that run at the same time do not meet.
#include "support/temporary_folder.hpp"

#include <random>
#include <string>

namespace flowvet::test {

TemporaryFolder::TemporaryFolder()
    : path_(std::filesystem::temp_directory_path() / ("flowvet-test-" + std::to_string(std::random_device{}()))) {
  std::filesystem::create_directories(path_);
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace flowvet::test
