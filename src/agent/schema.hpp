// The tables of the database, and how a file of an older version becomes one of this version.
#pragma once

#include "flowvet/base/problem.hpp"

#include <cstddef>
#include <string>

namespace SQLite {
class Database;
}

namespace flowvet::agent {

/// The version that this program writes: `PRAGMA user_version`.
int newest_schema();

/// Brings an open database to version `wanted`, each step in one transaction; an empty file begins at version 0. Problems: the file
/// is another program's, or a newer flowvet wrote it. Throws SQLite::Exception where the file cannot be read or written.
Result<void> migrate(SQLite::Database& database, const std::string& file, int wanted = newest_schema());

/// The problems of migrate() alone, for readers who must not write: also a problem where a migration is due.
Result<void> check_schema(SQLite::Database& database, const std::string& file);

}  // namespace flowvet::agent
