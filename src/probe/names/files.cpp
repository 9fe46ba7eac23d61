// Lines of words; a comment begins with # anywhere, in resolv.conf also with ; at the start of a line.
#include "probe/names/files.hpp"

#include "probe/names/message.hpp"

#include <algorithm>
#include <charconv>
#include <sstream>

namespace flowvet::probe::names {

namespace {

constexpr std::size_t most_servers = 3;  // resolv.conf(5): MAXNS
constexpr int most_ndots = 15;           // resolv.conf(5)

std::vector<std::string> words_of_line(std::string line) {
  if (line.starts_with(';')) return {};
  line = line.substr(0, line.find('#'));
  std::istringstream stream(line);
  std::vector<std::string> words;
  for (std::string word; stream >> word;) words.push_back(std::move(word));
  return words;
}

std::string without_final_dot(std::string name) {
  if (name.ends_with('.')) name.pop_back();
  return name;
}

void read_options(ResolverFile& file, const std::vector<std::string>& words) {
  constexpr std::string_view key = "ndots:";
  for (const std::string& word : words) {
    if (!word.starts_with(key)) continue;
    int value = 0;
    const auto* begin = word.data() + key.size();
    if (std::from_chars(begin, word.data() + word.size(), value).ec == std::errc{}) file.ndots = std::clamp(value, 0, most_ndots);
  }
}

}  // namespace

ResolverFile parse_resolv_conf(std::string_view text) {
  ResolverFile file;
  std::istringstream stream{std::string(text)};
  for (std::string line; std::getline(stream, line);) {
    const auto words = words_of_line(line);
    if (words.size() < 2) continue;
    if (words[0] == "nameserver" && file.servers.size() < most_servers) file.servers.push_back(words[1]);
    if (words[0] == "domain") file.search = {without_final_dot(words[1])};
    if (words[0] == "search") {
      file.search.clear();
      for (std::size_t i = 1; i < words.size(); ++i) file.search.push_back(without_final_dot(words[i]));
    }
    if (words[0] == "options") read_options(file, words);
  }
  std::erase(file.search, "");  // "search ." searches nowhere
  return file;
}

std::vector<IpAddress> addresses_in_hosts_file(std::string_view text, std::string_view name) {
  std::vector<IpAddress> addresses;
  std::istringstream stream{std::string(text)};
  for (std::string line; std::getline(stream, line);) {
    const auto words = words_of_line(line);
    const auto address = words.empty() ? std::nullopt : parse_address(words.front());
    if (!address ||
        std::find_if(words.begin() + 1, words.end(), [name](const auto& word) { return is_same_name(word, name); }) == words.end())
      continue;
    if (std::ranges::find(addresses, *address) == addresses.end()) addresses.push_back(*address);
  }
  return addresses;
}

std::vector<std::string> candidates(std::string_view host, const ResolverFile& file) {
  if (host.ends_with('.')) return {std::string(host.substr(0, host.size() - 1))};
  std::vector<std::string> names;
  for (const std::string& domain : file.search) names.push_back(std::string(host) + "." + domain);
  const bool as_it_is_first = std::ranges::count(host, '.') >= file.ndots;
  names.insert(as_it_is_first ? names.begin() : names.end(), std::string(host));
  return names;
}

}  // namespace flowvet::probe::names
