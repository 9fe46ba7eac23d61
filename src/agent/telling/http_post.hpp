// One HTTP request with a JSON body, and what became of it.
#pragma once

#include "agent/telling/channel.hpp"
#include "agent/telling/url.hpp"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace flowvet::agent::telling {

/// Header fields, and where to send.
struct Post {
  WebUrl url;
  std::optional<Place> proxy{};
  TlsTrust trust{};
  std::vector<std::pair<std::string, std::string>> fields{};
  std::string body{};
};

/// Sends it within the deadline. Taken is any 2xx. Tried again is what may pass: no connection, no TLS, no answer, 408, 425, 429 and 5xx
/// (RFC 9110, section 15; RFC 6585). All else is never taken: redirects are not followed, since they would carry the fields elsewhere.
Task<Answer> post(Loop& loop, Post request, Clock::time_point deadline);

/// The same of the status alone.
Answer answer_of(unsigned status, std::string_view retry_after, WallTime now);

}  // namespace flowvet::agent::telling
