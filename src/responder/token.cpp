// Tokens are made of the system's random numbers and refused where others could have read them.
#include "flowvet/responder/token.hpp"

#include "base/read_file.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <random>

namespace flowvet::responder {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
constexpr std::size_t made_token = 32;  // 5 bits a character
constexpr std::size_t longest_token = 1024;

bool is_white(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_white(text.back())) text.remove_suffix(1);
  while (!text.empty() && is_white(text.front())) text.remove_prefix(1);
  return text;
}

bool is_visible(char c) {
  return c > ' ' && c <= '~';
}

/// systemd hands a credential over to the service's own user by an access list, which looks like rights of the group.
bool is_credential(const fs::path& file) {
  const char* folder = std::getenv("CREDENTIALS_DIRECTORY");
  return folder != nullptr && file.is_absolute() && file.lexically_normal().parent_path() == fs::path(folder).lexically_normal();
}

/// On Windows the standard library makes these bits up from the read-only attribute: there the folder's rights must do.
bool is_open_to_others(const fs::path& file) {
#ifdef _WIN32
  static_cast<void>(file);
  return false;
#else
  std::error_code error;
  const auto status = fs::status(file, error);
  constexpr auto others = fs::perms::group_all | fs::perms::others_all;
  // A pipe, as `--token-file <(...)` makes one, is nobody's to open.
  return fs::is_regular_file(status) && (status.permissions() & others) != fs::perms::none;
#endif
}

}  // namespace

SharedSecret make_token() {
  std::random_device random;
  std::string token;
  for (std::size_t i = 0; i < made_token; ++i) token += base32[random() % base32.size()];
  return std::make_shared<const Secret>("made at start", std::move(token));
}

Result<SharedSecret> check_token(std::string_view text, std::string source) {
  const auto token = trimmed(text);
  if (token.size() < shortest_token)
    return Problems{
        {"a token has at least " + std::to_string(shortest_token) + " characters", source, "`flowvet listen` makes a good one"}};
  if (token.size() > longest_token || !std::ranges::all_of(token, is_visible))
    return Problems{{"a token is one word of visible ASCII characters", source, "`flowvet listen` makes a good one"}};
  return std::make_shared<const Secret>(std::move(source), std::string(token));
}

Result<SharedSecret> read_token_file(const fs::path& file) {
  if (!is_credential(file) && is_open_to_others(file))
    return Problems{{"others can read or write the token", file.string(), "chmod 600 " + file.string()}};
  const auto text = base::read_file(file, longest_token + 2);
  if (!text) return text.error();
  return check_token(*text, "file " + file.string());
}

Result<SharedSecret> token_from_environment() {
  const char* text = std::getenv(token_variable);
  if (text == nullptr || *text == '\0') return SharedSecret{};
  return check_token(text, std::string("environment variable ") + token_variable);
}

}  // namespace flowvet::responder
