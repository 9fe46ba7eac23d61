// TACACS+: a reply of a server, to our session.
#include "probe/handshakes/tacacs_message.hpp"
#include "web_support.hpp"

#include <doctest/doctest.h>

namespace flowvet::probe {
Task<Io<Finding>> tacacs(Channel&, Peer);
}  // namespace flowvet::probe

using namespace flowvet;
using namespace flowvet::probe;
using test::Script;

namespace {

const std::uint32_t session = Reader(test::scripted_peer().nonce).u32();

Bytes packet(std::uint8_t version, std::uint8_t type, std::uint8_t sequence, std::uint32_t id, std::uint32_t size) {
  return Writer().u8(version).u8(type).u8(sequence).u8(0).u32(id).u32(size).zeros(size > 64 ? 0 : size).bytes();
}

}  // namespace

TEST_CASE("a reply to our session proves TACACS+, whole or not at all") {
  const auto script = Script()
                          .expects(tacacs_start(session, ByteView(test::scripted_peer().nonce).subspan(4, 20)))
                          .replies(packet(0xc1, 1, 2, session, 16));
  test::fail_at_every_step(tacacs, script);
  test::refuse_wrong_speakers(tacacs);
}

TEST_CASE("another session's reply, our own START and impossible sizes are refused") {
  CHECK(tacacs_reply_size(packet(0xc0, 1, 2, session, 6), session) == 6U);
  CHECK_FALSE(tacacs_reply_size(packet(0xc0, 1, 2, session + 1, 6), session));
  CHECK_FALSE(tacacs_reply_size(packet(0xc0, 1, 1, session, 6), session));
  CHECK_FALSE(tacacs_reply_size(packet(0xc0, 2, 2, session, 6), session));
  CHECK_FALSE(tacacs_reply_size(packet(0xd0, 1, 2, session, 6), session));
  CHECK_FALSE(tacacs_reply_size(packet(0xc0, 1, 2, session, 5), session));
  CHECK_FALSE(tacacs_reply_size(packet(0xc0, 1, 2, session, 0x7fffffff), session));
  CHECK_FALSE(tacacs_reply_size(Bytes{0xc0, 1, 2}, session));
}

TEST_CASE("a server that does not know us closes, which proves nothing") {
  CHECK_FALSE(test::proves(test::play(tacacs, Script().expects_anything().ends_with(ErrorKind::closed))));
}
