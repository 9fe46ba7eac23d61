// One agent at a time writes a database: it believes in what it remembers of it. Readers need no lock.
#pragma once

#include "flowvet/base/problem.hpp"

#include <filesystem>
#include <memory>

namespace flowvet::agent {

/// Held while it lives; the system takes it back from a process that is killed. Lies beside the database as an empty file NAME.lock.
class DatabaseLock {
 public:
  /// Problem: another agent has it.
  static Result<DatabaseLock> take(const std::filesystem::path& database);
  ~DatabaseLock();
  DatabaseLock(DatabaseLock&&) noexcept;
  DatabaseLock& operator=(DatabaseLock&&) = delete;

 private:
  class File;
  explicit DatabaseLock(std::unique_ptr<File> file);

  std::unique_ptr<File> file_;
};

}  // namespace flowvet::agent
