// EDT: a cookie for our own random socket id.
#include "probe/handshakes/edt_message.hpp"
#include "web_support.hpp"

#include <doctest/doctest.h>

namespace flowvet::probe {
Task<Io<Finding>> edt(Channel&, Peer);
}  // namespace flowvet::probe

using namespace flowvet;
using namespace flowvet::probe;
using test::Script;

namespace {

const Peer peer = test::scripted_peer(1494);
constexpr UdtIds ids{0x31383f47, 0x4d545b62};

Bytes reply(std::uint32_t control, std::uint32_t destination, std::uint32_t version, std::uint32_t request, std::uint32_t cookie) {
  return Writer()
      .u32(control)
      .u32(0)
      .u32(7)
      .u32(destination)
      .u32(version)
      .u32(1)
      .u32(5)
      .u32(1500)
      .u32(8192)
      .u32(request)
      .u32(99)
      .u32(cookie)
      .zeros(16)
      .bytes();
}

const Bytes cookie = reply(0x80000000, ids.socket, 4, 1, 0x1234);

}  // namespace

TEST_CASE("a cookie for our socket proves a UDT listener, whole or not at all") {
  test::fail_at_every_step(edt, Script().expects(udt_hello(ids)).replies(cookie), peer, true);
  test::refuse_wrong_speakers(edt, {}, peer, true);
}

TEST_CASE("a listener that refuses the handshake is there") {
  CHECK(test::proves(test::play(edt, Script().expects_anything().replies(reply(0x80000000, ids.socket, 4, 1002, 0)), peer, true)));
}

TEST_CASE("replies to another socket, without a cookie, of another kind or size are refused") {
  CHECK(parse_udt_reply(cookie, ids) == UdtAnswer::cookie);
  CHECK_FALSE(parse_udt_reply(udt_hello(ids), ids));
  CHECK_FALSE(parse_udt_reply(reply(0x80000000, ids.socket + 1, 4, 1, 1), ids));
  CHECK_FALSE(parse_udt_reply(reply(0x80000000, ids.socket, 4, 1, 0), ids));
  CHECK_FALSE(parse_udt_reply(reply(0x80010000, ids.socket, 4, 1, 1), ids));
  CHECK_FALSE(parse_udt_reply(reply(0x80000000, ids.socket, 5, 1, 1), ids));
  CHECK_FALSE(parse_udt_reply(reply(0x80000000, ids.socket, 4, 7, 1), ids));
  CHECK_FALSE(parse_udt_reply(ByteView(cookie).first(60), ids));
  CHECK(udt_hello(ids).size() == 64);
}

TEST_CASE("a padded hello has the size that is asked for, and keeps its form") {
  const auto* sized = find_handshake("edt", catalog::Transport::udp)->sized;
  for (const std::size_t size : {64U, 548U, 1472U}) CHECK(sized->request(peer, size).size() == size);
  CHECK(sized->request(peer, 63).empty());
  const Bytes padded = sized->request(peer, 100);
  CHECK(Bytes(padded.begin(), padded.begin() + 64) == udt_hello(ids));
}
