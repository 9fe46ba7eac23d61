// The agent's door with what stands behind it.
#pragma once

#include "agent/board.hpp"
#include "agent/http/door.hpp"
#include "agent/store.hpp"

#include <filesystem>
#include <memory>

namespace flowvet::agent {

struct OpenDoor {
  std::unique_ptr<Store> store;      ///< a reader of its own: nobody who looks holds up a run that is written
  std::unique_ptr<http::Door> door;  ///< ends before what it shows
};

/// Null where the configuration wants none. The board must outlive it.
Result<std::unique_ptr<OpenDoor>> open_door(const Doors& doors, const std::filesystem::path& database, const Board& board);

}  // namespace flowvet::agent
