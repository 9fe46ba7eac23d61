// Part by part, the first route that fits.
#include "agent/http/router.hpp"

#include <algorithm>

namespace flowvet::agent::http {
namespace {

std::string_view take_part(std::string_view& path) {
  const auto part = path.substr(0, path.find('/'));
  path.remove_prefix(part.size() == path.size() ? part.size() : part.size() + 1);
  return part;
}

std::optional<std::vector<std::string>> fits(std::string_view pattern, std::string_view path) {
  std::vector<std::string> captures;
  if (std::ranges::count(pattern, '/') != std::ranges::count(path, '/')) return std::nullopt;
  while (!pattern.empty() || !path.empty()) {
    const auto wanted = take_part(pattern), part = take_part(path);
    if (wanted == "*" && !part.empty())
      captures.emplace_back(part);
    else if (wanted != part)
      return std::nullopt;
  }
  return captures;
}

}  // namespace

std::variant<Match, Reply> find_route(std::span<const Route> routes, std::string_view method, std::string_view path) {
  for (const auto& route : routes) {
    auto captures = fits(route.path, path);
    if (!captures) continue;
    if (method == "GET" || method == "HEAD") return Match{&route, *std::move(captures)};
    auto refusal = plain_reply(405, "This can only be read.");
    refusal.fields.emplace_back("Allow", "GET, HEAD");
    return refusal;
  }
  return plain_reply(404, "There is nothing here.");
}

}  // namespace flowvet::agent::http
