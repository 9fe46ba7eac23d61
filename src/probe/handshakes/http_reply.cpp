// Lines are bounded in length and number and bodies in size, so that an endless response ends the dialogue.
#include "probe/handshakes/http_reply.hpp"

#include <algorithm>
#include <charconv>

namespace flowvet::probe {

namespace {

constexpr std::size_t longest_line = 8192;  // what servers themselves allow
constexpr int most_lines = 100;
constexpr int most_interim = 5;  // one 100 Continue is usual, two are seen behind proxies
constexpr std::size_t chunk_end_size = 2;
constexpr int switching_protocols = 101, no_content = 204, not_modified = 304;

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool is_token(char c) {
  constexpr std::string_view others = "!#$%&'*+-.^_`|~";
  return (c >= '0' && c <= '9') || (lower(c) >= 'a' && lower(c) <= 'z') || others.find(c) != std::string_view::npos;
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

/// All of `digits`, below a limit that no honest response comes near.
std::optional<std::size_t> parse_number(std::string_view digits, int base) {
  constexpr std::uint64_t absurd = std::uint64_t{1} << 40U;
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value, base);
  if (digits.empty() || error != std::errc{} || end != digits.data() + digits.size() || value >= absurd) return std::nullopt;
  return static_cast<std::size_t>(value);
}

}  // namespace

const std::string* HttpHead::field(std::string_view name) const {
  const auto found = std::ranges::find(fields, name, [](const auto& field) { return std::string_view(field.first); });
  return found == fields.end() ? nullptr : &found->second;
}

bool HttpHead::field_contains(std::string_view name, std::string_view text) const {
  const auto same = [](char a, char b) { return lower(a) == lower(b); };
  return std::ranges::any_of(fields, [&](const auto& field) {
    return field.first == name &&
           std::search(field.second.begin(), field.second.end(), text.begin(), text.end(), same) != field.second.end();
  });
}

std::optional<HttpHead> parse_status_line(std::string_view line) {
  constexpr std::size_t version_size = 9;  // "HTTP/1.1 "
  if (!line.starts_with("HTTP/1.0 ") && !line.starts_with("HTTP/1.1 ")) return std::nullopt;
  const bool http_1_0 = line[version_size - 2] == '0';
  line.remove_prefix(version_size);
  HttpHead head;
  head.http_1_0 = http_1_0;
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

std::optional<std::size_t> parse_chunk_size(std::string_view line) {
  const std::string_view digits = trim(line.substr(0, line.find(';')));
  return parse_number(digits, 16);
}

std::optional<std::size_t> parse_content_length(std::string_view value) {
  return parse_number(trim(value), 10);
}

std::optional<std::string> url_host(std::string_view url) {
  const std::size_t scheme_end = url.find_first_of(":/?#");
  const bool absolute = scheme_end != 0 && scheme_end != std::string_view::npos && url.substr(scheme_end).starts_with("://");
  // "//host/path" keeps the scheme of the request (RFC 3986 section 4.2).
  if (!absolute && !url.starts_with("//")) return std::nullopt;
  std::string_view host = url.substr(absolute ? scheme_end + 3 : 2);
  host = host.substr(0, host.find_first_of("/?#\\"));
  if (const std::size_t at = host.rfind('@'); at != std::string_view::npos) host.remove_prefix(at + 1);
  if (host.starts_with('['))
    host = host.substr(1, host.find(']') == std::string_view::npos ? host.npos : host.find(']') - 1);
  else
    host = host.substr(0, host.find(':'));
  if (host.empty()) return std::nullopt;
  std::string result(host);
  std::ranges::transform(result, result.begin(), lower);
  return result;
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

Task<Io<std::optional<HttpHead>>> read_final_http_head(Channel& channel) {
  for (int count = 0; count < most_interim; ++count) {
    auto head = co_await read_http_head(channel);
    if (!head || !*head) co_return head;
    const int status = (*head)->status;
    if (status >= 200 || status == switching_protocols) co_return head;
  }
  co_return std::nullopt;
}

namespace {

/// Chunks (RFC 9112 section 7.1) up to the last one and its trailer.
Task<Io<std::optional<HttpBody>>> read_chunks(Channel& channel, std::size_t limit) {
  HttpBody body;
  while (true) {
    const auto line = co_await channel.read_line(longest_line);
    if (!line && line.error().kind != ErrorKind::too_big) co_return line.error();
    const auto size = line ? parse_chunk_size(*line) : std::nullopt;
    if (!size) co_return std::nullopt;
    if (*size == 0) break;
    const std::size_t wanted = std::min(*size, limit - body.text.size());
    const auto bytes = co_await channel.read_exactly(wanted);
    if (!bytes) co_return bytes.error();
    body.text.append(bytes->begin(), bytes->end());
    if (body.text.size() == limit) co_return body;
    const auto end = co_await channel.read_line(chunk_end_size);
    if (!end && end.error().kind != ErrorKind::too_big) co_return end.error();
    if (!end || !end->empty()) co_return std::nullopt;
  }
  for (int count = 0; count < most_lines; ++count) {
    const auto line = co_await channel.read_line(longest_line);
    if (!line && line.error().kind != ErrorKind::too_big) co_return line.error();
    if (!line) co_return std::nullopt;
    if (line->empty()) {
      body.complete = true;
      co_return body;
    }
  }
  co_return std::nullopt;
}

Task<Io<std::optional<HttpBody>>> read_counted(Channel& channel, std::size_t length, std::size_t limit) {
  const auto bytes = co_await channel.read_exactly(std::min(length, limit));
  if (!bytes) co_return bytes.error();
  co_return HttpBody{to_string(*bytes), length <= limit};
}

}  // namespace

Task<Io<std::optional<HttpBody>>> read_http_body(Channel& channel, HttpHead head, std::size_t limit) {
  if (head.status == no_content || head.status == not_modified) co_return HttpBody{{}, true};
  if (head.field_contains("transfer-encoding", "chunked")) co_return co_await read_chunks(channel, limit);
  if (const std::string* length = head.field("content-length")) {
    const auto count = parse_content_length(*length);
    if (!count) co_return std::nullopt;
    co_return co_await read_counted(channel, *count, limit);
  }
  const auto bytes = co_await channel.read_to_end(limit);
  if (!bytes) co_return bytes.error();
  co_return HttpBody{to_string(*bytes), false};
}

}  // namespace flowvet::probe
