// The connections of the door, bounded. Whoever has long been expected to ask goes first when room is needed, so that slow clients cost
// their own time and nobody else's. Belongs to the sockets' thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <list>

namespace flowvet::agent::http {

class Guests {
 public:
  using Time = std::chrono::steady_clock::time_point;

  struct Guest {
    std::function<void()> close;  ///< its coroutine then ends soon
    Time since;                   ///< of its waiting
    bool waits = true;            ///< for its peer to ask, or to read; not while it is served
  };
  using Place = std::list<Guest>::iterator;

  explicit Guests(std::size_t most) : most_(most) {}

  [[nodiscard]] std::size_t count() const { return guests_.size(); }
  [[nodiscard]] bool full() const { return guests_.size() >= most_; }

  Place enter(std::function<void()> close, Time now);
  void leave(Place place) { guests_.erase(place); }
  /// It is served from now on, or waited for again.
  void serve(Place place) { place->waits = false; }
  void await(Place place, Time now);

  /// Closes the one that has been waited for longest, if for `patience` at least. False where there is none.
  bool make_room(Time now, std::chrono::milliseconds patience);

 private:
  std::size_t most_;
  std::list<Guest> guests_;  ///< those that are waited for are in the order of their waiting
};

}  // namespace flowvet::agent::http
