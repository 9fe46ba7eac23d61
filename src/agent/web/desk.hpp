// What the agent shows through its door: the table of all paths.
#pragma once

#include "agent/board.hpp"
#include "agent/http/router.hpp"
#include "agent/store.hpp"

#include <memory>
#include <vector>

namespace flowvet::agent::web {

/// What handlers look at; it outlives them.
struct Sources {
  const Board& board;
  Store& store;  ///< a reader of its own, so that nothing that is read here holds up a run that is written
};

std::vector<http::Route> make_routes(Sources sources);

}  // namespace flowvet::agent::web
