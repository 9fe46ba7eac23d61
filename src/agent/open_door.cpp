// Opens and says where.
#include "agent/open_door.hpp"

#include "agent/log.hpp"
#include "agent/web/desk.hpp"

namespace flowvet::agent {

Result<std::unique_ptr<OpenDoor>> open_door(const Doors& doors, const std::filesystem::path& database, const Board& board) {
  if (!doors.open) return std::unique_ptr<OpenDoor>{};
  auto reader = Store::open_to_read(database);
  if (!reader) return reader.error();
  auto open = std::make_unique<OpenDoor>();
  open->store = *std::move(reader);
  auto door = http::Door::open(doors, web::make_routes({board, *open->store}));
  if (!door) return door.error();
  open->door = *std::move(door);
  log(LogLevel::info, "metrics and more at " + open->door->address());
  return open;
}

}  // namespace flowvet::agent
