// The open file behind a Store, and how its values become ours. Shared by the halves of the store: store.cpp writes,
// store_read.cpp reads.
#pragma once

#include "agent/database_lock.hpp"
#include "agent/store.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <SQLiteCpp/VariadicBind.h>

#include <chrono>
#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>

namespace flowvet::agent {

class Store::Database {
 public:
  Database(const std::filesystem::path& path, int flags);

  /// A call begins: its time counts from now.
  void begin_call() { call_began_ = std::chrono::steady_clock::now(); }
  void limit_calls(std::stop_token stop, std::chrono::milliseconds longest);

  SQLite::Database sql;
  std::string file;
  std::optional<DatabaseLock> lock;  ///< of a writer

 private:
  [[nodiscard]] bool is_enough() const;

  std::stop_token stop_;
  std::chrono::milliseconds longest_{};
  std::chrono::steady_clock::time_point call_began_;
};

/// A full disk and a damaged file both say what to do about them.
Problem to_problem(const SQLite::Exception& error, const std::string& file);

std::int64_t to_number(WallTime time);
WallTime to_time(std::int64_t milliseconds);

/// A word that a later version wrote and this one does not know reads as the enumeration's most careful value.
template <class E>
E word_or(const SQLite::Column& column, E careful) {
  return from_word<E>(column.getString()).value_or(careful);
}

template <class F>
auto Store::guarded(F&& ask) -> Result<decltype(ask())> {
  const std::lock_guard lock(mutex_);
  database_->begin_call();
  try {
    if constexpr (std::is_void_v<decltype(ask())>)
      return ask(), Result<void>{};
    else
      return Result<decltype(ask())>(boost::system::in_place_value, ask());
  } catch (const SQLite::Exception& error) {
    return Problems{to_problem(error, database_->file)};
  }
}

}  // namespace flowvet::agent
