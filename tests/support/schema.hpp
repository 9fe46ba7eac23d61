// The JSON Schemas of profiles/schema, as tests apply them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace flowvet::test {

/// What the schema profiles/schema/<name>.schema.json finds wrong with a document; empty when it is valid. Comments in the text are
/// allowed.
std::vector<std::string> schema_problems(std::string_view name, std::string_view json);

/// The words of an `enum` in a schema, found by its JSON pointer.
std::vector<std::string> schema_words(std::string_view name, std::string_view pointer);

}  // namespace flowvet::test
