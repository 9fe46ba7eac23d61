// Whoever is waited for anew goes to the end of the list, so that the first one that waits has waited longest.
#include "agent/http/guests.hpp"

#include <algorithm>

namespace flowvet::agent::http {

Guests::Place Guests::enter(std::function<void()> close, Time now) {
  return guests_.insert(guests_.end(), Guest{std::move(close), now});
}

void Guests::await(Place place, Time now) {
  place->since = now;
  place->waits = true;
  guests_.splice(guests_.end(), guests_, place);
}

bool Guests::make_room(Time now, std::chrono::milliseconds patience) {
  const auto oldest = std::ranges::find(guests_, true, &Guest::waits);
  if (oldest == guests_.end() || now - oldest->since < patience) return false;
  oldest->waits = false;  // it goes, but has not gone yet
  oldest->close();
  return true;
}

}  // namespace flowvet::agent::http
