// Lines are bounded in length and number, so that an endless head ends the dialogue.
#include "probe/handshakes/http_reply.hpp"

#include <algorithm>
#include <charconv>

namespace flowvet::probe {

namespace {

constexpr std::size_t longest_line = 8192;  // what servers themselves allow
constexpr int most_lines = 100;

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool is_token(char c) {
  constexpr std::string_view others = "!#$%&'*+-.^_`|~";
  return (c >= '0' && c <= '9') || (lower(c) >= 'a' && lower(c) <= 'z') || others.find(c) != std::string_view::npos;
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

}  // namespace

const std::string* HttpHead::field(std::string_view name) const {
  const auto found = std::ranges::find(fields, name, [](const auto& field) { return std::string_view(field.first); });
  return found == fields.end() ? nullptr : &found->second;
}

std::optional<HttpHead> parse_status_line(std::string_view line) {
  constexpr std::size_t version_size = 9;  // "HTTP/1.1 "
  if (!line.starts_with("HTTP/1.0 ") && !line.starts_with("HTTP/1.1 ")) return std::nullopt;
  line.remove_prefix(version_size);
  HttpHead head;
  const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), head.status);
  if (error != std::errc{} || end != line.data() + 3 || head.status < 100) return std::nullopt;
  head.reason = trim(line.substr(3));
  return head;
}

std::optional<std::pair<std::string, std::string>> parse_field(std::string_view line) {
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos || colon == 0 || !std::ranges::all_of(line.substr(0, colon), is_token)) return std::nullopt;
  std::string name(line.substr(0, colon));
  std::ranges::transform(name, name.begin(), lower);
  return std::pair{std::move(name), std::string(trim(line.substr(colon + 1)))};
}

Task<Io<std::optional<HttpHead>>> read_http_head(Channel& channel) {
  std::optional<HttpHead> head;
  for (int count = 0; count < most_lines; ++count) {
    const auto line = co_await channel.read_line(longest_line);
    if (!line && line.error().kind == ErrorKind::too_big) co_return std::nullopt;
    if (!line) co_return line.error();
    if (!head) {
      head = parse_status_line(*line);
      if (!head) co_return std::nullopt;
    } else if (line->empty()) {
      co_return head;
    } else if (auto field = parse_field(*line)) {
      head->fields.push_back(std::move(*field));
    }
  }
  co_return std::nullopt;
}

Bytes http_get(std::string_view host, std::string_view path) {
  const bool v6 = host.find(':') != std::string_view::npos;
  Writer writer;
  writer.text("GET ").text(path).text(" HTTP/1.1\r\nHost: ").text(v6 ? "[" : "").text(host).text(v6 ? "]" : "");
  return writer.text("\r\nUser-Agent: flowvet/" FLOWVET_VERSION "\r\nAccept: */*\r\nConnection: close\r\n\r\n").bytes();
}

}  // namespace flowvet::probe
