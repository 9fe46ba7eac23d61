// NTP: a server's mode, and our own timestamp come back.
#include "probe/handshakes/ntp_message.hpp"
#include "support/scripted_channel.hpp"

#include <doctest/doctest.h>

namespace flowvet::probe {
Task<Io<Finding>> ntp(Channel&, Peer);
}  // namespace flowvet::probe

using namespace flowvet;
using namespace flowvet::probe;
using test::Script;

namespace {

const Bytes random8 = [] {
  const auto peer = test::scripted_peer();
  return Bytes(peer.nonce.begin(), peer.nonce.begin() + 8);
}();

constexpr std::uint8_t server = 0x24, server_not_synchronised = 0xe4, client = 0x23;

// 2026-01-01 00:00:06.5, counted from 1900: our own clock stands at 00:00:00.
constexpr std::uint32_t seconds = 1767225606U + 2208988800U, half = 0x80000000;

Bytes reply(std::uint8_t flags, std::uint8_t stratum, std::string_view reference = "GPS ", const Bytes& origin = random8) {
  return Writer()
      .u8(flags)
      .u8(stratum)
      .zeros(10)
      .text(reference)
      .zeros(8)
      .raw(origin)
      .u32(seconds)
      .u32(half)
      .u32(seconds)
      .u32(half)
      .bytes();
}

Io<Finding> play(const Bytes& bytes) {
  return test::play(ntp, Script().expects_anything().replies(bytes), test::scripted_peer(), true);
}

}  // namespace

TEST_CASE("an NTP reply proves the server, whole or not at all") {
  test::fail_at_every_step(ntp, Script().expects(ntp_request(random8)).replies(reply(server, 2)), test::scripted_peer(), true);
  test::refuse_wrong_speakers(ntp, {}, test::scripted_peer(), true);
}

TEST_CASE("an NTP server tells its stratum and how far our clock is from its own") {
  const auto finding = play(reply(server, 2));
  REQUIRE(test::proves(finding));
  CHECK(finding->facts == std::vector<Fact>{{"ntp.stratum", "2"},
                                            {"ntp.leap", "0"},
                                            {"ntp.synchronised", "yes"},
                                            {"ntp.time", "1767225606.500"},
                                            {"clock.offset_ms", "-6500"},
                                            {"clock.precision_ms", "0"}});
}

TEST_CASE("an NTP server that is not synchronised, or sends us away, is there") {
  for (const auto& bytes : {reply(server_not_synchronised, 3), reply(server, 16), reply(server_not_synchronised, 0, "RATE")}) {
    const auto finding = play(bytes);
    REQUIRE(test::proves(finding));
    CHECK(finding->facts[2] == Fact{"ntp.synchronised", "no"});
    CHECK(finding->facts.back().first == "ntp.time");  // and nothing about clocks
  }
  CHECK(play(reply(server_not_synchronised, 0, "RATE"))->facts[3] == Fact{"ntp.kiss", "RATE"});
}

TEST_CASE("an NTP request says nothing about our clock") {
  const Bytes request = ntp_request(random8);
  CHECK(request.size() == 48);
  CHECK(request[0] == client);
  CHECK(std::all_of(request.begin() + 1, request.begin() + 40, [](std::uint8_t byte) { return byte == 0; }));
}

TEST_CASE("an NTP packet of another mode, origin, stratum or size is no reply to us") {
  REQUIRE(parse_ntp_reply(reply(server, 1), random8));
  CHECK_FALSE(parse_ntp_reply(reply(client, 1), random8));
  CHECK_FALSE(parse_ntp_reply(reply(0x25, 1), random8));
  CHECK_FALSE(parse_ntp_reply(reply(server, 17), random8));
  CHECK_FALSE(parse_ntp_reply(reply(server, 1, "GPS ", Bytes(8, 1)), random8));
  CHECK_FALSE(parse_ntp_reply(ByteView(reply(server, 1)).first(47), random8));
  CHECK_FALSE(parse_ntp_reply(ntp_request(random8), random8));
}
