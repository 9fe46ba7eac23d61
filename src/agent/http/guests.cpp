// Whoever is waited for anew goes to the end of the list, so that the first one that waits has waited longest.
#include "agent/http/guests.hpp"

#include <algorithm>

namespace flowvet::agent::http {
namespace {

using namespace std::chrono_literals;

constexpr auto usual_patience = 250ms;
/// Whoever means to ask does so with the first packet, and thousands who do not are through within a second.
constexpr auto crowded_patience = 50ms;
constexpr auto short_crowd = 2s;
constexpr auto end_of_crowd = 1s;

}  // namespace

Guests::Place Guests::enter(const Peer& peer, std::function<void()> close, Time now) {
  ++staying_;
  return guests_.insert(guests_.end(), Guest{peer, std::move(close), now});
}

void Guests::leave(Place place) {
  if (!place->goes) --staying_;
  guests_.erase(place);
}

void Guests::await(Place place, Time now) {
  place->since = now;
  place->waits = true;
  guests_.splice(guests_.end(), guests_, place);
}

std::list<Guests::Guest>::iterator Guests::oldest() {
  return std::ranges::find_if(guests_, [](const Guest& guest) { return guest.waits && !guest.goes; });
}

std::chrono::milliseconds Guests::patience(Time now) {
  if (now - crowd_seen_ > end_of_crowd) crowd_began_ = now;
  crowd_seen_ = now;
  return now - crowd_began_ < short_crowd ? usual_patience : crowded_patience;
}

bool Guests::make_room(Time now) {
  const auto first = oldest();
  if (first == guests_.end() || now - first->since < patience(now)) return false;
  send_away(*first);
  return true;
}

bool Guests::make_room_at_once() {
  const auto first = oldest();
  if (first == guests_.end()) return false;
  send_away(*first);
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
  --staying_;
  guest.close();
}

}  // namespace flowvet::agent::http
