// What the agent shows through its door: the table of all paths.
#pragma once

#include "agent/board.hpp"
#include "agent/http/router.hpp"
#include "agent/store.hpp"

#include <chrono>
#include <functional>
#include <vector>

namespace flowvet::agent::web {

/// What handlers look at; it outlives them.
struct Sources {
  const Board& board;
  Store& store;  ///< a reader of its own, so that nothing that is read here holds up a run that is written
};

using Handler = http::Reply (*)(const Sources&, const http::Request&);

/// How long one question to the database may take; nobody waits much longer for a page, and others wait behind it.
inline constexpr std::chrono::milliseconds longest_read{3000};

/// A handler that reads the database: each of its questions has that time, and ends when the agent does.
std::function<http::Reply(const http::Request&)> reading(Sources sources, Handler handler);

std::vector<http::Route> make_routes(Sources sources);

}  // namespace flowvet::agent::web
