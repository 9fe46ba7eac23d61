// The connections of the door, bounded: in all, and those of one peer. Whoever has long been expected to ask goes first when room is
// needed, so that slow clients cost their own time and nobody else's. Belongs to the sockets' thread.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <list>

namespace flowvet::agent::http {

class Guests {
 public:
  using Time = std::chrono::steady_clock::time_point;

  /// One client: an address, or what of it one host has to itself.
  using Peer = std::array<std::uint8_t, 16>;

  struct Guest {
    Peer peer;
    std::function<void()> close;  ///< its coroutine then ends soon
    Time since;                   ///< of its waiting
    bool waits = true;            ///< for its peer to ask, or to read; not while it is served
    bool goes = false;            ///< it was closed, but has not gone yet
  };
  using Place = std::list<Guest>::iterator;

  Guests(std::size_t most, std::size_t most_of_one) : most_(most), most_of_one_(most_of_one) {}

  [[nodiscard]] std::size_t count() const { return guests_.size(); }
  [[nodiscard]] bool full() const { return staying_ >= most_; }

  Place enter(const Peer& peer, std::function<void()> close, Time now);
  void leave(Place place);
  /// It is served from now on, or waited for again.
  void serve(Place place) { place->waits = false; }
  void await(Place place, Time now);

  /// While it is full: closes the one that has been waited for longest, if for long enough. That is a quarter of a second at first, so
  /// that many who ask at once are all heard, and less when the crowd stays. False where nobody has to go yet.
  bool make_room(Time now);
  /// The same however long it was waited for.
  bool make_room_at_once();

  /// Whether another one of this peer may enter. Where it has as many as one may have, its own that was waited for longest is closed for
  /// that; false where all of them are served.
  bool make_room_of_its_own(const Peer& peer);

 private:
  [[nodiscard]] std::chrono::milliseconds patience(Time now);
  std::list<Guest>::iterator oldest();
  void send_away(Guest& guest);

  std::size_t most_;
  std::size_t most_of_one_;
  std::size_t staying_ = 0;  ///< those that do not go
  Time crowd_began_{};
  Time crowd_seen_{};
  std::list<Guest> guests_;  ///< those that are waited for are in the order of their waiting
};

}  // namespace flowvet::agent::http
