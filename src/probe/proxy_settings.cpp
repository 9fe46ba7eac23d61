// What stands before the last @ of the authority are credentials; they may hold anything, also further @ and /.
#include "probe/proxy_settings.hpp"

#include <algorithm>
#include <array>
#include <sstream>

namespace flowvet::probe {

namespace {

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view blanks = " \t\r\"'";
  const auto begin = text.find_first_not_of(blanks);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(blanks) - begin + 1);
}

/// "http://"; empty where what stands before the slashes is no scheme (RFC 3986 section 3.1) but may be part of a password.
std::string_view scheme_of(std::string_view url) {
  constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-.";
  const auto end = url.find_first_not_of(letters);
  return end != std::string_view::npos && url.substr(end).starts_with("://") ? url.substr(0, end + 3) : std::string_view{};
}

}  // namespace

std::string without_credentials(std::string_view url) {
  const auto at = url.rfind('@');
  if (at == std::string_view::npos) return std::string(url);
  return std::string(scheme_of(url.substr(0, at))).append(url.substr(at + 1));
}

bool is_proxy_variable(std::string_view name) {
  constexpr std::array names{"http_proxy", "https_proxy", "ftp_proxy", "all_proxy", "no_proxy"};
  std::string folded(name);
  for (char& letter : folded)
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
  return std::ranges::find(names, folded) != names.end();
}

std::vector<ProxySetting> proxies_in_environment_file(std::string_view text, const std::string& where) {
  std::vector<ProxySetting> settings;
  std::istringstream stream{std::string(text)};
  for (std::string line; std::getline(stream, line);) {
    std::string_view rest = trimmed(line);
    if (rest.starts_with("export ")) rest = trimmed(rest.substr(7));
    const auto equals = rest.find('=');
    if (rest.starts_with('#') || equals == std::string_view::npos) continue;
    const auto name = trimmed(rest.substr(0, equals));
    const auto value = trimmed(rest.substr(equals + 1));
    if (is_proxy_variable(name) && !value.empty()) settings.push_back({where, std::string(name), without_credentials(value)});
  }
  return settings;
}

}  // namespace flowvet::probe
