// SQLite knows how each system locks a file, so the lock is an empty database in a transaction that never ends.
#include "agent/database_lock.hpp"

#include "agent/database.hpp"

#include <sqlite3.h>

namespace flowvet::agent {
namespace {

/// Whoever was told to stop just now is gone by then.
constexpr int patience_ms = 500;

Problem taken(const std::filesystem::path& database, const std::string& lock) {
  return {"another agent uses this database, and two would not know of each other's runs", database.string(),
          "the service and a timer with --once exclude each other: stop one of them, or give it a \"database\" of its own; `fuser " + lock +
              "` names the process, and `flowvet history` can read meanwhile"};
}

}  // namespace

class DatabaseLock::File {
 public:
  explicit File(const std::string& path) : sql_(path, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE, patience_ms) {
    sql_.exec("BEGIN EXCLUSIVE");
  }

 private:
  SQLite::Database sql_;
};

DatabaseLock::DatabaseLock(std::unique_ptr<File> file) : file_(std::move(file)) {}
DatabaseLock::DatabaseLock(DatabaseLock&&) noexcept = default;
DatabaseLock::~DatabaseLock() = default;

Result<DatabaseLock> DatabaseLock::take(const std::filesystem::path& database) {
  const auto path = database.string() + ".lock";
  try {
    return DatabaseLock(std::make_unique<File>(path));
  } catch (const SQLite::Exception& error) {
    if (error.getErrorCode() == SQLITE_BUSY) return Problems{taken(database, path)};
    return Problems{to_problem(error, path)};
  }
}

}  // namespace flowvet::agent
