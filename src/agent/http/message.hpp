// A request and a reply as plain values: what handlers see of HTTP.
#pragma once

#include <chrono>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace flowvet::agent::http {

using Query = std::vector<std::pair<std::string, std::string>>;

/// The path and the query of a request, decoded.
struct Target {
  std::string path;
  Query query;
};

/// The origin-form of RFC 9112, section 3.2.1. nullopt for the other forms, which nobody but a proxy is asked for in earnest, where an
/// escape is cut or garbled, and where any part holds a control character once it is decoded.
std::optional<Target> parse_target(std::string_view text);

struct Request {
  std::string method;
  std::string path;
  Query query;
  std::string accept_language;
  std::optional<std::chrono::milliseconds> scrape_timeout;  ///< X-Prometheus-Scrape-Timeout-Seconds
  bool from_other_site = false;                             ///< a browser says that a page of another site asks
  std::vector<std::string> captures;  ///< what stood in the route's places
  std::stop_token stop;               ///< the agent ends

  /// The first value of this name, or nullptr.
  [[nodiscard]] const std::string* find(std::string_view name) const;
};

struct Reply {
  unsigned status = 200;
  std::string type = "text/plain; charset=utf-8";
  std::string body;
  std::vector<std::pair<std::string, std::string>> fields{};  ///< further header fields
};

/// One sentence as plain text.
Reply plain_reply(unsigned status, std::string_view sentence);

}  // namespace flowvet::agent::http
