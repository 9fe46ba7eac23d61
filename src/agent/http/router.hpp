// Which handler answers a request: a table, and nothing but the table. No path leads to the file system. Pure.
#pragma once

#include "agent/http/message.hpp"

#include <cstdint>
#include <functional>
#include <span>
#include <variant>

namespace flowvet::agent::http {

/// Whom a handler may keep waiting.
enum class Place : std::uint8_t {
  at_once,  ///< nobody: it only looks at memory
  reader,   ///< other readers of the database
  prober,   ///< other probes
};

struct Route {
  std::string_view path;  ///< "*" stands for one part: "/api/v1/runs/*"
  Place place = Place::at_once;
  std::function<Reply(const Request&)> handler;
};

/// The route of a request and what stands in its places.
struct Match {
  const Route* route = nullptr;
  std::vector<std::string> captures;
};

/// Every route answers GET and HEAD. A reply says why there is none: 404, 405.
std::variant<Match, Reply> find_route(std::span<const Route> routes, std::string_view method, std::string_view path);

}  // namespace flowvet::agent::http
