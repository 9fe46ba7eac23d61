// The pure half of the door: targets, routes, access, and who gives way when it is full.
#include "agent/http/access.hpp"
#include "agent/http/error_form.hpp"
#include "agent/http/guests.hpp"
#include "agent/http/router.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

using namespace flowvet;
using namespace flowvet::agent::http;
using namespace std::chrono_literals;

TEST_CASE("A target is taken apart and decoded") {
  const auto target = parse_target("/api/v1/flows/a%2Fb?since=7d&x=a%20b+c&empty&x=2");
  REQUIRE(target);
  CHECK(target->path == "/api/v1/flows/a/b");
  CHECK(target->query == Query{{"since", "7d"}, {"x", "a b c"}, {"empty", ""}, {"x", "2"}});
  CHECK(parse_target("/?a=b=c")->query == Query{{"a", "b=c"}});
  CHECK(parse_target("/a+b")->path == "/a+b");
}

TEST_CASE("Targets that are not a server's own are refused") {
  for (const auto* text : {"", "*", "http://example.com/", "example.com:443", "/%", "/%4", "/%zz", "/%00", "/a%0d%0ab", "/?a=%1f", "/\x7f",
                           "/?a&b&c&d&e&f&g&h&i&j&k&l&m&n&o&p&q"})
    CHECK_MESSAGE(!parse_target(text), text);
}

namespace {

const Route* route_of(const std::vector<Route>& routes, std::string_view path) {
  const auto found = find_route(routes, "GET", path);
  const auto* match = std::get_if<Match>(&found);
  return match ? match->route : nullptr;
}

}  // namespace

TEST_CASE("A path has the route that fits it part by part") {
  const std::vector<Route> routes{{"/", Place::at_once, {}}, {"/runs", Place::at_once, {}}, {"/runs/*", Place::reader, {}}};
  CHECK(route_of(routes, "/") == &routes[0]);
  CHECK(route_of(routes, "/runs") == &routes[1]);
  CHECK(route_of(routes, "/runs/7") == &routes[2]);
  for (const auto* path : {"", "/runs/", "/runs/7/8", "/run", "/../etc/passwd", "/runs//", "//"})
    CHECK_MESSAGE(!route_of(routes, path), path);
  CHECK(std::get<Match>(find_route(routes, "HEAD", "/runs/7")).captures == std::vector<std::string>{"7"});
  CHECK(std::get<Reply>(find_route(routes, "POST", "/runs")).status == 405);
  CHECK(std::get<Reply>(find_route(routes, "GET", "/x")).status == 404);
}

TEST_CASE("Programs that ask below /api/ read errors as JSON, with their status and fields; people read sentences") {
  const std::vector<Route> routes{{"/api/v1/jobs", Place::at_once, {}}};
  const auto refused = std::get<Reply>(find_route(routes, "POST", "/api/v1/jobs"));
  const auto error = in_form_for("/api/v1/jobs?x=1", refused);
  CHECK(error.status == 405);
  CHECK(error.type == "application/json");
  CHECK(error.body == "{\n \"error\": \"This can only be read.\"\n}\n");
  CHECK(error.fields == refused.fields);
  CHECK(in_form_for("/apis", refused).type == refused.type);
  CHECK(in_form_for("/metrics", refused).body == refused.body);
  CHECK(in_form_for("/api/v1/jobs/vda/ticket", plain_reply(200, "open TCP 80")).body == "open TCP 80\n");
  CHECK(in_form_for("/api/v1/jobs", json_error(404, "None.")).body == json_error(404, "None.").body);
}

namespace {

unsigned status(const Access& access, std::string_view host, std::string_view authorization = {}) {
  const auto refused = refusal(access, {host, authorization});
  return refused ? refused->status : 200;
}

}  // namespace

TEST_CASE("The token opens the door for programs and browsers, and nothing else does") {
  const Access access{std::make_shared<const Secret>("test", "0123456789abcdef"), false};
  CHECK(status(access, "any.example", "Bearer 0123456789abcdef") == 200);
  CHECK(status(access, "any.example", "bearer  0123456789abcdef") == 200);
  CHECK(status(access, "any.example", "Basic YW55Ym9keTowMTIzNDU2Nzg5YWJjZGVm") == 200);
  for (const auto* shown : {"", "Bearer", "Bearer ", "Bearer 0123456789abcdeg", "Bearer 0123456789abcdef0", "Basic", "Basic !!!",
                            "Basic MDEyMzQ1Njc4OWFiY2RlZg==", "Digest 0123456789abcdef", "0123456789abcdef"})
    CHECK_MESSAGE(status(access, "127.0.0.1", shown) == 401, shown);
}

TEST_CASE("Without a token only requests that name this host itself are answered") {
  for (const auto* host : {"localhost", "LOCALHOST:9420", "127.0.0.1:9420", "[::1]:9420", "10.1.2.3"})
    CHECK_MESSAGE(status({}, host) == 200, host);
  for (const auto* host : {"", "evil.example", "evil.example:9420", "localhost.evil.example", "[::1", "[evil]:1"})
    CHECK_MESSAGE(status({}, host) == 421, host);
  CHECK(status({nullptr, true}, "agent.corp.example") == 200);
}

namespace {

constexpr Guests::Peer peer(std::uint8_t number) {
  return {number};
}

}  // namespace

TEST_CASE("Who has been waited for longest gives way first, and nobody who is served") {
  Guests guests(3, 3);
  const Guests::Time start{};
  std::string closed;
  const auto a = guests.enter(peer(1), [&closed] { closed += 'a'; }, start);
  const auto b = guests.enter(peer(1), [&closed] { closed += 'b'; }, start + 1s);
  const auto c = guests.enter(peer(1), [&closed] { closed += 'c'; }, start + 2s);
  CHECK(guests.full());
  CHECK_FALSE(guests.make_room(start + 100ms));
  guests.serve(a);
  CHECK(guests.make_room(start + 3s));
  CHECK(closed == "b");
  CHECK_FALSE(guests.full());  // b's place is free at once
  guests.await(a, start + 3s);
  CHECK(guests.make_room(start + 4s));
  CHECK(guests.make_room(start + 4s));
  CHECK(closed == "bca");
  CHECK_FALSE(guests.make_room(start + 9s));
  CHECK_FALSE(guests.make_room_at_once());
  guests.leave(a);
  guests.leave(b);
  guests.leave(c);
  CHECK(guests.count() == 0);
}

TEST_CASE("A crowd that stays is waited for less than one that comes and goes") {
  Guests guests(100, 100);
  const Guests::Time start = Guests::Time{} + 1h;
  for (int number = 0; number < 100; ++number) guests.enter(peer(1), [] {}, start);
  CHECK_FALSE(guests.make_room(start + 100ms));
  CHECK(guests.make_room(start + 300ms));
  for (auto now = start + 1s; now <= start + 2s; now += 500ms) CHECK(guests.make_room(now));
  guests.enter(peer(1), [] {}, start + 2s);
  const auto late = guests.enter(peer(1), [] {}, start + 3s);
  while (guests.make_room(start + 3s)) continue;  // all but the last one
  CHECK_FALSE(guests.make_room(start + 3s + 40ms));
  CHECK(guests.make_room(start + 3s + 60ms));
  guests.await(late, start + 9s);
  CHECK_FALSE(guests.make_room_at_once());  // everybody goes already
}

TEST_CASE("Who has as many connections as one may have crowds out its own, not those of others") {
  Guests guests(10, 2);
  const Guests::Time start{};
  std::string closed;
  const auto a = guests.enter(peer(1), [&closed] { closed += 'a'; }, start);
  CHECK(guests.make_room_of_its_own(peer(1)));
  const auto b = guests.enter(peer(1), [&closed] { closed += 'b'; }, start);
  CHECK(guests.make_room_of_its_own(peer(2)));
  CHECK(closed.empty());
  guests.serve(a);
  CHECK(guests.make_room_of_its_own(peer(1)));
  CHECK(closed == "b");
  const auto c = guests.enter(peer(1), [&closed] { closed += 'c'; }, start);
  guests.serve(c);
  CHECK_FALSE(guests.make_room_of_its_own(peer(1)));  // both are served; b has not gone yet and does not count
  CHECK(guests.make_room_of_its_own(peer(2)));
  guests.leave(b);
  guests.leave(c);
  CHECK(guests.make_room_of_its_own(peer(1)));
  CHECK(closed == "b");
  guests.leave(a);
}
