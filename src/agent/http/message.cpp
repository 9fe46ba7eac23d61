// Percent-decoding by RFC 3986, section 2.1; in a query '+' is a blank, as forms write it.
#include "agent/http/message.hpp"

#include <algorithm>
#include <charconv>

namespace flowvet::agent::http {
namespace {

constexpr std::size_t most_parameters = 16;

std::optional<char> escaped_byte(std::string_view digits) {
  unsigned value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
  if (digits.size() != 2 || error != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
  return static_cast<char>(value);
}

bool is_control(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x20 || byte == 0x7f;
}

std::optional<std::string> decode(std::string_view text, bool in_query) {
  std::string decoded;
  for (std::size_t at = 0; at < text.size(); ++at) {
    auto byte = std::optional(text[at]);
    if (text[at] == '%') {
      byte = escaped_byte(text.substr(at + 1, 2));
      at += 2;
    } else if (text[at] == '+' && in_query) {
      byte = ' ';
    }
    if (!byte || is_control(*byte)) return std::nullopt;
    decoded += *byte;
  }
  return decoded;
}

std::optional<Query> parse_query(std::string_view text) {
  Query query;
  while (!text.empty()) {
    const auto part = text.substr(0, text.find('&'));
    text.remove_prefix(std::min(part.size() + 1, text.size()));
    if (part.empty()) continue;
    const auto equals = part.find('=');
    auto name = decode(part.substr(0, equals), true);
    auto value = decode(equals == std::string_view::npos ? std::string_view{} : part.substr(equals + 1), true);
    if (!name || !value || query.size() == most_parameters) return std::nullopt;
    query.emplace_back(*std::move(name), *std::move(value));
  }
  return query;
}

}  // namespace

std::optional<Target> parse_target(std::string_view text) {
  if (!text.starts_with('/')) return std::nullopt;
  const auto mark = text.find('?');
  auto path = decode(text.substr(0, mark), false);
  auto query = parse_query(mark == std::string_view::npos ? std::string_view{} : text.substr(mark + 1));
  if (!path || !query) return std::nullopt;
  return Target{*std::move(path), *std::move(query)};
}

const std::string* Request::find(std::string_view name) const {
  const auto found = std::ranges::find(query, name, &Query::value_type::first);
  return found == query.end() ? nullptr : &found->second;
}

Reply plain_reply(unsigned status, std::string_view sentence) {
  return {status, "text/plain; charset=utf-8", std::string{sentence} + "\n"};
}

}  // namespace flowvet::agent::http
