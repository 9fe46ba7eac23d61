// What a responder remembers, and for how long: all of it is bounded.
#include "responder/bounded_map.hpp"
#include "responder/rate_limit.hpp"
#include "responder/replay_window.hpp"
#include "responder/session_counts.hpp"

#include <doctest/doctest.h>

using namespace flowvet;
using namespace flowvet::responder;
using namespace std::chrono_literals;

namespace {

Nonce nonce(int number) {
  Nonce made;
  std::memcpy(made.bytes.data(), &number, sizeof number);
  return made;
}

SessionId session(std::uint8_t number) {
  SessionId made;
  made.bytes[0] = number;
  return made;
}

const WallTime noon{1'700'000'000s};
const SteadyTime start{};
const IpAddress one = parse_address("192.0.2.1").value();
const IpAddress two = parse_address("2001:db8::2").value();

constexpr auto tcp = catalog::Transport::tcp;
constexpr auto udp = catalog::Transport::udp;

}  // namespace

TEST_CASE("a bounded map forgets the entry that was asked for longest ago") {
  BoundedMap<int, int, std::hash<int>> map(2);
  map[1] = 10;
  map[2] = 20;
  CHECK(map[1] == 10);
  map[3] = 30;
  CHECK(map.size() == 2);
  CHECK(map[1] == 10);
  CHECK(map[3] == 30);
  CHECK(map[2] == 0);
}

TEST_CASE("a nonce is good once while its ask is within the clock's window") {
  ReplayWindow window;
  CHECK(window.see(nonce(1), noon, noon) == Seen::fresh);
  CHECK(window.see(nonce(1), noon, noon) == Seen::replay);
  CHECK(window.see(nonce(2), noon, noon) == Seen::fresh);
  CHECK(window.see(nonce(1), noon, noon + clock_window) == Seen::replay);
  CHECK(window.see(nonce(3), noon + 4min, noon) == Seen::fresh);  // a client whose clock is ahead
  CHECK(window.see(nonce(3), noon + 4min, noon + 4min + clock_window) == Seen::replay);
}

TEST_CASE("nonces are forgotten once no ask with them can be let in, and not before") {
  ReplayWindow window;
  for (int i = 0; i < 100; ++i) window.see(nonce(i), noon, noon);
  const auto seconds_to_go = 40s;  // of the minute that holds `noon`: asks sent in them could still come
  const auto last = noon + clock_window + seconds_to_go - 1ms;
  window.see(nonce(100), last, last);
  CHECK(window.size() == 101);
  window.see(nonce(101), last + 1ms, last + 1ms);
  CHECK(window.size() == 2);
}

TEST_CASE("a full window of nonces lets nothing new in and forgets nothing") {
  ReplayWindow window(2);
  window.see(nonce(1), noon, noon);
  window.see(nonce(2), noon, noon);
  CHECK(window.see(nonce(3), noon, noon) == Seen::full);
  CHECK(window.see(nonce(1), noon, noon) == Seen::replay);
  CHECK(window.see(nonce(3), noon + 7min, noon + 7min) == Seen::fresh);
}

TEST_CASE("a source may ask in bursts and at a rate, and does not take from another") {
  RateLimit limit({10, 3}, {1000, 1000});
  for (int i = 0; i < 3; ++i) CHECK(limit.admit(one, start + 1h));
  CHECK_FALSE(limit.admit(one, start + 1h));
  CHECK(limit.admit(two, start + 1h));
  CHECK_FALSE(limit.admit(one, start + 1h + 99ms));
  CHECK(limit.admit(one, start + 1h + 101ms));
  CHECK_FALSE(limit.admit(one, start + 1h + 102ms));
}

TEST_CASE("all sources together have a limit too") {
  RateLimit limit({1000, 1000}, {10, 2});
  CHECK(limit.admit(one, start + 1h));
  CHECK(limit.admit(two, start + 1h));
  CHECK_FALSE(limit.admit(one, start + 1h));
  CHECK_FALSE(limit.admit(two, start + 1h));
  CHECK(limit.admit(two, start + 1h + 101ms));
}

TEST_CASE("a session's messages are counted by port and number, each number once") {
  SessionCounts counts;
  CHECK(counts.count(session(1), udp, 514, 1).different == 1);
  const auto gap = counts.count(session(1), udp, 514, 4);
  CHECK(gap.different == 2);
  CHECK(gap.highest == 4);
  CHECK(counts.count(session(1), udp, 514, 4).different == 2);
  const auto late = counts.count(session(1), udp, 514, 2);
  CHECK(late.different == 3);
  CHECK(late.highest == 4);
  CHECK(counts.count(session(1), tcp, 514, 1).different == 1);
  CHECK(counts.count(session(1), udp, 515, 1).different == 1);
  CHECK(counts.count(session(2), udp, 514, 1).different == 1);
  CHECK(counts.count(session(3), udp, 514, 65535).highest == 65535);
}
