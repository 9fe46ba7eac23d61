// Whole texts that a change should not alter unnoticed, kept in tests/golden.
#pragma once

#include <string>

namespace flowvet::test {

/// The content of tests/golden/<name>. With FLOWVET_UPDATE_GOLDEN set in the environment, `text` is written there first: look at
/// the difference before committing it.
std::string golden(const std::string& name, const std::string& text);

}  // namespace flowvet::test
