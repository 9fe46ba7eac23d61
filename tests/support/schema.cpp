// valijson over nlohmann's documents.
#include "support/schema.hpp"

#include <nlohmann/json.hpp>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

#include <fstream>
#include <stdexcept>

namespace flowvet::test {
namespace {

nlohmann::json parse(std::string_view text) {
  return nlohmann::json::parse(text, nullptr, true, true);
}

nlohmann::json read_schema(std::string_view name) {
  const auto path = std::string(FLOWVET_PROFILES_DIR) + "/schema/" + std::string(name) + ".schema.json";
  std::ifstream file(path);
  if (!file) throw std::runtime_error("no schema " + path);
  return nlohmann::json::parse(file);
}

}  // namespace

std::vector<std::string> schema_problems(std::string_view name, std::string_view json) {
  const auto schema_json = read_schema(name);
  const auto document = parse(json);
  valijson::Schema schema;
  valijson::SchemaParser(valijson::SchemaParser::kDraft7).populateSchema(valijson::adapters::NlohmannJsonAdapter(schema_json), schema);
  valijson::ValidationResults results;
  valijson::Validator().validate(schema, valijson::adapters::NlohmannJsonAdapter(document), &results);
  std::vector<std::string> problems;
  for (const auto& error : results) {
    std::string place;
    for (const auto& part : error.context) place += part;
    problems.push_back(place + ": " + error.description);
  }
  return problems;
}

std::vector<std::string> schema_words(std::string_view name, std::string_view pointer) {
  return read_schema(name).at(nlohmann::json::json_pointer(std::string(pointer))).get<std::vector<std::string>>();
}

}  // namespace flowvet::test
