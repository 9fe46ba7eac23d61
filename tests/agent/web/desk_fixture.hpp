// An agent's desk without its door: a board, a memory, and the routes over both.
#pragma once

#include "agent/board.hpp"
#include "agent/store.hpp"
#include "agent/web/desk.hpp"
#include "support/temporary_folder.hpp"

#include <memory>
#include <string>

namespace flowvet::test {

class Desk {
 public:
  /// A job "vda" that has made no run yet.
  Desk();

  /// Remembers a run and shows it as the newest. Returns its number.
  std::int64_t add(agent::RunRecord run);
  /// The newest run, which the disk did not take.
  void add_unwritten(agent::RunRecord run);

  /// The reply to a GET of this target, as the door would ask for it.
  [[nodiscard]] agent::http::Reply get(const std::string& target, const std::string& languages = {}, std::stop_token stop = {}) const;

  agent::Store& writer() { return *writer_; }
  agent::Store& reader() { return *reader_; }
  agent::Board& board() { return board_; }

 private:
  TemporaryFolder folder_;
  std::unique_ptr<agent::Store> writer_;
  std::unique_ptr<agent::Store> reader_;
  agent::Board board_;
  std::vector<agent::http::Route> routes_;
};

}  // namespace flowvet::test
