// Opening the file with the settings that its promises rest on.
#include "agent/database.hpp"

#include "agent/schema.hpp"

#include <sqlite3.h>

namespace flowvet::agent {
namespace {

namespace fs = std::filesystem;

/// Whoever reads the file while it is made or cleaned up holds it for milliseconds.
constexpr int patience_ms = 3000;

/// Steps of SQLite's virtual machine between two looks at the clock: some tens of microseconds.
constexpr int steps_between_looks = 2000;

/// Journal: readers never wait and a crash loses nothing that was committed. synchronous: committed means on the disk, not in a
/// cache. auto_vacuum counts only in a file that is still empty; it lets forgotten runs give their space back.
constexpr const char* settings_for_writing =
    "PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;"
    "PRAGMA journal_size_limit = 4194304;";

Result<void> make_folder_of(const fs::path& file) {
  if (!file.has_parent_path()) return {};
  std::error_code error;
  fs::create_directories(file.parent_path(), error);
  if (error) return Problems{{"its folder cannot be made: " + error.message(), file.string(), ""}};
  return {};
}

}  // namespace

Store::Database::Database(const fs::path& path, int flags) : sql(path.string(), flags, patience_ms), file(path.string()) {}

void Store::Database::limit_calls(std::stop_token stop, std::chrono::milliseconds longest) {
  stop_ = std::move(stop);
  longest_ = longest;
  const auto look = [](void* self) { return static_cast<const Database*>(self)->is_enough() ? 1 : 0; };
  sqlite3_progress_handler(sql.getHandle(), steps_between_looks, look, this);
}

bool Store::Database::is_enough() const {
  return stop_.stop_requested() || std::chrono::steady_clock::now() - call_began_ > longest_;
}

Problem to_problem(const SQLite::Exception& error, const std::string& file) {
  switch (error.getErrorCode()) {
    case SQLITE_FULL:
      return {"the disk is full", file, "make room; what could not be written is kept in memory until then"};
    case SQLITE_CANTOPEN:
      return {"the database cannot be opened", file, "check that the folder is there and who may read and write it"};
    case SQLITE_READONLY:
    case SQLITE_PERM:
      return {"the database cannot be written", file, "check the permissions of the file and of its folder"};
    case SQLITE_NOTADB:
      return {"this is not a database", file, "name another file, or move this one away"};
    case SQLITE_INTERRUPT:
      return {"that is too much to read at once", file, "ask for less time"};
    case SQLITE_CORRUPT:
      return {"the database is damaged", file, "move it away and let the agent begin a new one; `sqlite3 FILE .recover` saves what it can"};
    default:
      return {std::string{"the database says: "} + error.what(), file, ""};
  }
}

std::int64_t to_number(WallTime time) {
  return std::chrono::floor<std::chrono::milliseconds>(time.time_since_epoch()).count();
}

WallTime to_time(std::int64_t milliseconds) {
  return WallTime{std::chrono::milliseconds{milliseconds}};
}

Store::Store(std::unique_ptr<Database> database) : database_(std::move(database)) {}
Store::~Store() = default;

void Store::limit_calls(std::stop_token stop, std::chrono::milliseconds longest) {
  const std::lock_guard lock(mutex_);
  database_->limit_calls(std::move(stop), longest);
}

Result<std::unique_ptr<Store>> Store::open(const fs::path& file) {
  if (const auto made = make_folder_of(file); !made) return made.error();
  auto lock = DatabaseLock::take(file);
  if (!lock) return lock.error();
  try {
    auto database = std::make_unique<Database>(file, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    database->lock.emplace(*std::move(lock));
    database->sql.exec(settings_for_writing);
    if (const auto migrated = migrate(database->sql, database->file); !migrated) return migrated.error();
    return std::unique_ptr<Store>(new Store(std::move(database)));
  } catch (const SQLite::Exception& error) {
    return Problems{to_problem(error, file.string())};
  }
}

Result<std::unique_ptr<Store>> Store::open_to_read(const fs::path& file) {
  std::error_code hidden;
  if (!fs::exists(file, hidden) && hidden)
    return Problems{{"cannot be looked at: " + hidden.message(), file.string(), "a service's memory is its own: ask as root"}};
  if (!fs::exists(file, hidden))
    return Problems{{"no such database", file.string(), "the agent makes it with its first run; --database names another"}};
  try {
    auto database = std::make_unique<Database>(file, SQLite::OPEN_READONLY);
    if (const auto good = check_schema(database->sql, database->file); !good) return good.error();
    return std::unique_ptr<Store>(new Store(std::move(database)));
  } catch (const SQLite::Exception& error) {
    return Problems{to_problem(error, file.string())};
  }
}

}  // namespace flowvet::agent
