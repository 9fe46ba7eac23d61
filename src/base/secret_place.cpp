// A file of ours never holds a secret, only the place of one; what is read goes into a Secret at once, and no problem that is reported
// repeats any of it.
#include "base/secret_place.hpp"

#include "base/read_file.hpp"

#include <cstdlib>

namespace flowvet::base {
namespace {

/// Far beyond what servers take; it keeps a wrong file from being taken for a secret.
constexpr std::size_t longest_secret = 1024;

/// Editors end a file with a line feed that is no part of the secret.
std::string without_line_end(std::string text) {
  if (text.ends_with('\n')) text.pop_back();
  if (text.ends_with('\r')) text.pop_back();
  return text;
}

/// Why this text cannot be a shared secret, or empty.
std::string_view flaw_of(std::string_view secret) {
  if (secret.empty()) return "holds no secret";
  if (secret.size() > longest_secret) return "is longer than any shared secret";
  if (secret.find_first_of(std::string_view("\r\n\0", 3)) != std::string_view::npos) return "holds more than one line of text";
  return {};
}

SharedSecret checked(const JsonNode& node, const std::string& kind, const std::string& place, std::string value) {
  const auto flaw = flaw_of(value);
  if (flaw.empty()) return std::make_shared<const Secret>(kind + place, std::move(value));
  node.problem(kind + in_quotes(place) + " " + std::string(flaw), "it must hold the secret alone");
  return nullptr;
}

SharedSecret read_secret_file(const JsonNode& node, const std::string& file) {
  auto text = read_file(file);
  if (text) return checked(node, "file ", file, without_line_end(*std::move(text)));
  for (const auto& problem : text.error()) node.problem("file " + in_quotes(file) + ": " + problem.what, problem.hint);
  return nullptr;
}

SharedSecret read_variable(const JsonNode& node, const std::string& name) {
  if (const char* value = std::getenv(name.c_str())) return checked(node, "environment variable ", name, value);
  node.problem("environment variable " + in_quotes(name) + " is not set");
  return nullptr;
}

}  // namespace

SharedSecret read_secret(const JsonNode& node, const std::filesystem::path& folder) {
  const JsonObject object(node, {"file", "env"});
  const auto file = object.find("file"), variable = object.find("env");
  if (node.json().is_object() && file.has_value() == variable.has_value()) {
    node.problem("names either a file or an environment variable", "e.g. {\"file\": \"/etc/flowvet/radius.secret\"}");
    return nullptr;
  }
  const auto name = file ? file->text() : variable ? variable->text() : std::string{};
  if (name.empty()) return nullptr;
  return file ? read_secret_file(*file, (folder / name).string()) : read_variable(*variable, name);
}

}  // namespace flowvet::base
