// The head of an HTTP/1 response (RFC 9112 section 4 and 5).
#pragma once

#include "probe/channel.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace flowvet::probe {

struct HttpHead {
  int status = 0;
  std::string reason;
  std::vector<std::pair<std::string, std::string>> fields;  ///< names in lower case, in the order they came

  /// The first field of that lower-case name, or nullptr.
  [[nodiscard]] const std::string* field(std::string_view name) const;
};

/// `HTTP/1.1 200 OK`; nullopt for any other line.
std::optional<HttpHead> parse_status_line(std::string_view line);

/// `Name: value`; nullopt for a line without a valid field name.
std::optional<std::pair<std::string, std::string>> parse_field(std::string_view line);

/// A whole head. An inner nullopt: the peer does not speak HTTP.
Task<Io<std::optional<HttpHead>>> read_http_head(Channel& channel);

/// `GET path` for that host, one connection each.
Bytes http_get(std::string_view host, std::string_view path);

}  // namespace flowvet::probe
