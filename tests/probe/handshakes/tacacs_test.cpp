// TACACS+: a reply of a server, to our session, and with the secret one that it opens.
#include "probe/digest.hpp"
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

constexpr std::string_view secret = "s3cret";
constexpr std::uint8_t get_user = 4;

Peer peer_with_secret() {
  Peer peer = test::scripted_peer();
  peer.secret = std::make_shared<const Secret>("file tacacs.secret", std::string(secret));
  return peer;
}

/// "Username: " as a server sends it that knows this secret; one block of the pad hides it.
Bytes hidden_reply(std::string_view server_secret, std::uint8_t flags = 0, std::uint8_t status = get_user) {
  Bytes body = Writer().u8(status).u8(0).u16(10).u16(0).text("Username: ").bytes();
  const auto pad = *md5(Writer().u32(session).text(server_secret).u8(0xc0).u8(2).bytes());
  for (std::size_t i = 0; i < body.size() && (flags & 1) == 0; ++i) body[i] ^= pad[i];
  return Writer().u8(0xc0).u8(1).u8(2).u8(flags).u32(session).u32(static_cast<std::uint32_t>(body.size())).raw(body).bytes();
}

Io<Finding> play_with_secret(const Bytes& reply) {
  return test::play(tacacs, Script().expects(*tacacs_login(session, secret)).replies(reply), peer_with_secret());
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

TEST_CASE("a TACACS+ reply that the secret opens proves who answers, whole or not at all") {
  REQUIRE(hidden_reply(secret).size() == 12 + 16);
  CHECK(play_with_secret(hidden_reply(secret))->facts == std::vector<Fact>{{"tacacs.secret", "verified"}});
  test::fail_at_every_step(tacacs, Script().expects_anything().replies(hidden_reply(secret)), peer_with_secret());
  test::refuse_wrong_speakers(tacacs, {}, peer_with_secret());
}

TEST_CASE("a TACACS+ reply that the secret does not open proves nothing") {
  for (const Bytes& reply : {hidden_reply("another"), hidden_reply(secret, 1), hidden_reply(secret, 0, 0x55)}) {
    const auto result = play_with_secret(reply);
    REQUIRE(result.has_value());
    CHECK(result->reply == Reply::none);
    CHECK(result->facts == std::vector<Fact>{{"tacacs.secret", "does not fit"}});
  }
}

TEST_CASE("the TACACS+ login that the secret opens names nobody") {
  const Bytes login = *tacacs_login(session, secret);
  Bytes body(login.begin() + tacacs_header_size, login.end());
  const auto pad = *md5(Writer().u32(session).text(secret).u8(0xc0).u8(1).bytes());
  for (std::size_t i = 0; i < body.size(); ++i) body[i] ^= pad[i];
  CHECK(body == Writer().u8(1).u8(0).u8(1).u8(1).u8(0).u8(7).u8(0).u8(0).text("flowvet").bytes());
}

TEST_CASE("a body longer than one block of the pad is opened whole") {
  const Bytes words(100, 'x');
  Bytes body = Writer().u8(get_user).u8(0).u16(100).u16(0).raw(words).bytes();
  Bytes pad, link;
  while (pad.size() < body.size()) {
    const auto next = *md5(Writer().u32(session).text(secret).u8(0xc0).u8(2).raw(link).bytes());
    link.assign(next.begin(), next.end());
    pad.insert(pad.end(), next.begin(), next.end());
  }
  for (std::size_t i = 0; i < body.size(); ++i) body[i] ^= pad[i];
  const Bytes header = Writer().u8(0xc0).u8(1).u8(2).u8(0).u32(session).u32(static_cast<std::uint32_t>(body.size())).bytes();
  CHECK(is_authentic_tacacs_reply(header, body, secret));
  body.back() ^= 1;  // the words themselves carry no check
  CHECK(is_authentic_tacacs_reply(header, body, secret));
  body.pop_back();
  CHECK_FALSE(is_authentic_tacacs_reply(header, body, secret));
}
