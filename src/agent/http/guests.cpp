// Whoever is waited for anew goes to the end of the list, so that the first one that waits has waited longest.
#include "agent/http/guests.hpp"

#include <algorithm>

namespace flowvet::agent::http {

Guests::Place Guests::enter(const Peer& peer, std::function<void()> close, Time now) {
  return guests_.insert(guests_.end(), Guest{peer, std::move(close), now});
}

void Guests::await(Place place, Time now) {
  place->since = now;
  place->waits = true;
  guests_.splice(guests_.end(), guests_, place);
}

bool Guests::make_room(Time now, std::chrono::milliseconds patience) {
  const auto oldest = std::ranges::find_if(guests_, [](const Guest& guest) { return guest.waits && !guest.goes; });
  if (oldest == guests_.end() || now - oldest->since < patience) return false;
  send_away(*oldest);
  return true;
}

bool Guests::make_room_of_its_own(const Peer& peer) {
  const auto stays = [&peer](const Guest& guest) { return guest.peer == peer && !guest.goes; };
  if (static_cast<std::size_t>(std::ranges::count_if(guests_, stays)) < most_of_one_) return true;
  const auto oldest = std::ranges::find_if(guests_, [&stays](const Guest& guest) { return stays(guest) && guest.waits; });
  if (oldest == guests_.end()) return false;
  send_away(*oldest);
  return true;
}

void Guests::send_away(Guest& guest) {
  guest.goes = true;
  guest.close();
}

}  // namespace flowvet::agent::http
