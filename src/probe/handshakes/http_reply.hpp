// HTTP/1 responses (RFC 9112 sections 4 to 7): the head whole, the body as far as a marker can be in it.
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
  bool http_1_0 = false;
  std::string reason;
  std::vector<std::pair<std::string, std::string>> fields;  ///< names in lower case, in the order they came
  std::vector<Fact> clock;                                  ///< the server's clock against ours, where it was read

  /// The first field of that lower-case name, or nullptr.
  [[nodiscard]] const std::string* field(std::string_view name) const;

  /// Whether a field of that lower-case name contains the text, letter case aside.
  [[nodiscard]] bool field_contains(std::string_view name, std::string_view text) const;
};

/// `HTTP/1.1 200 OK`; nullopt for any other line.
std::optional<HttpHead> parse_status_line(std::string_view line);

/// `Name: value`; nullopt for a line without a valid field name.
std::optional<std::pair<std::string, std::string>> parse_field(std::string_view line);

/// The size in a chunk's first line, extensions ignored; nullopt when it is none or absurd.
std::optional<std::size_t> parse_chunk_size(std::string_view line);

/// The decimal length in Content-Length; nullopt when it is none or absurd.
std::optional<std::size_t> parse_content_length(std::string_view value);

/// The host of an absolute URL in lower case, without user, port and brackets; nullopt for a relative one.
std::optional<std::string> url_host(std::string_view url);

/// A whole head. An inner nullopt: the peer does not speak HTTP.
Task<Io<std::optional<HttpHead>>> read_http_head(Channel& channel);

/// The same, passing over interim responses such as 100 Continue; 101 is final.
Task<Io<std::optional<HttpHead>>> read_final_http_head(Channel& channel);

struct HttpBody {
  std::string text;
  bool complete = false;  ///< false: there is more than the limit, or where it ends is not told but by closing
};

/// The body after `head`, not of a response to HEAD; cut at `limit`. A body that breaks off early is an error, not a body.
/// An inner nullopt: its framing is not HTTP's.
Task<Io<std::optional<HttpBody>>> read_http_body(Channel& channel, HttpHead head, std::size_t limit);

}  // namespace flowvet::probe
