// One pass over the tags; every step moves forward, so that any input ends.
#include "probe/handshakes/markup.hpp"

#include <algorithm>

namespace flowvet::probe {

namespace {

constexpr std::string_view blanks = " \t\r\n";
constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";

struct Tag {
  std::string name;       ///< lower case, without prefix; empty for comments, declarations, instructions and end tags
  std::string_view rest;  ///< what follows the tag
};

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

std::string lowered(std::string_view text) {
  std::string result(text);
  std::ranges::transform(result, result.begin(), lower);
  return result;
}

/// `a:name attribute="..."/` -> `name`.
std::string local_name(std::string_view inside) {
  std::string_view name = inside.substr(0, inside.find_first_of(" \t\r\n/"));
  if (const std::size_t colon = name.rfind(':'); colon != std::string_view::npos) name.remove_prefix(colon + 1);
  return lowered(name);
}

/// The next tag; nullopt when there is none or it does not end.
std::optional<Tag> next_tag(std::string_view markup) {
  const std::size_t begin = markup.find('<');
  if (begin == std::string_view::npos) return std::nullopt;
  markup.remove_prefix(begin + 1);
  const bool comment = markup.starts_with("!--");
  const std::string_view closing = comment ? "-->" : ">";
  const std::size_t end = markup.find(closing);
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view inside = markup.substr(0, end);
  const bool is_element = !inside.empty() && inside.front() != '!' && inside.front() != '?' && inside.front() != '/';
  return Tag{is_element ? local_name(inside) : std::string{}, markup.substr(end + closing.size())};
}

/// What follows the first element of that name.
std::optional<std::string_view> after_element(std::string_view markup, std::string_view name) {
  const std::string wanted = lowered(name);
  for (auto tag = next_tag(markup); tag; tag = next_tag(tag->rest))
    if (tag->name == wanted) return tag->rest;
  return std::nullopt;
}

}  // namespace

std::optional<std::string> root_element(std::string_view markup) {
  if (markup.starts_with(byte_order_mark)) markup.remove_prefix(byte_order_mark.size());
  for (auto tag = next_tag(markup); tag; tag = next_tag(tag->rest))
    if (!tag->name.empty()) return tag->name;
  return std::nullopt;
}

bool has_element(std::string_view markup, std::string_view name) {
  return after_element(markup, name).has_value();
}

std::optional<std::string> element_text(std::string_view markup, std::string_view name) {
  const auto rest = after_element(markup, name);
  if (!rest) return std::nullopt;
  const std::size_t end = rest->find('<');
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view text = rest->substr(0, end);
  const std::size_t first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return std::string{};
  return std::string(text.substr(first, text.find_last_not_of(blanks) - first + 1));
}

}  // namespace flowvet::probe
