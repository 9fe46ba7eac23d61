// Responses for tests of handshakes over HTTP.
#pragma once

#include "support/scripted_channel.hpp"

#include <algorithm>
#include <string>
#include <string_view>

namespace flowvet::test {

inline constexpr std::string_view iis = "Server: Microsoft-IIS/10.0\r\n";
inline constexpr std::string_view http_sys = "Server: Microsoft-HTTPAPI/2.0\r\n";

/// A whole response; `fields` are lines with their ends.
inline std::string response(std::string_view status, std::string_view fields = {}, std::string_view body = {}) {
  return "HTTP/1.1 " + std::string(status) + "\r\n" + std::string(fields) + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
         std::string(body);
}

/// The value of the first fact of that name, or nothing.
inline std::string fact(const Io<Finding>& finding, std::string_view name) {
  if (!finding) return {};
  const auto found = std::ranges::find(finding->facts, name, [](const probe::Fact& fact) { return std::string_view(fact.first); });
  return found == finding->facts.end() ? std::string{} : found->second;
}

inline bool mismatches(const Io<Finding>& finding) {
  return finding && finding->reply == probe::Reply::mismatched;
}
inline bool leaves_open(const Io<Finding>& finding) {
  return finding && finding->reply == probe::Reply::none;
}

/// One request of any kind and this response to it.
inline Script answers(std::string_view text) {
  return Script().expects_anything().replies(text);
}

}  // namespace flowvet::test
