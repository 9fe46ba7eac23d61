// DHCP: an acknowledgement of our own INFORM, whichever field its words stand in.
#include "probe/handshakes/dhcp_message.hpp"
#include "support/scripted_channel.hpp"

#include <doctest/doctest.h>

namespace flowvet::probe {
Task<Io<Finding>> dhcp(Channel&, Peer);
}  // namespace flowvet::probe

using namespace flowvet;
using namespace flowvet::probe;
using test::Script;

namespace {

constexpr std::uint32_t xid = 0x31383f46;  // the first bytes of the scripted peer's nonce
const IpAddress own = *parse_address("10.1.2.3");

Peer peer_seen_from(const IpAddress& source) {
  Peer peer = test::scripted_peer(67);
  peer.source = source;
  return peer;
}

/// What a server sends, field by field.
struct Acknowledgement {
  std::uint8_t op = 2;
  std::uint32_t id = xid;
  Bytes next_server = Bytes(4, 0);
  Bytes sname = {}, file = {};
  std::uint32_t cookie = 0x63825363;
  Bytes options = {53, 1, 5, 54, 4, 10, 1, 2, 1, 255};
};

Bytes bytes_of(Acknowledgement reply) {
  reply.sname.resize(64);
  reply.file.resize(128);
  return Writer()
      .u8(reply.op)
      .u8(1)
      .u8(6)
      .u8(0)
      .u32(reply.id)
      .zeros(12)
      .raw(reply.next_server)
      .zeros(4 + 16)
      .raw(reply.sname)
      .raw(reply.file)
      .u32(reply.cookie)
      .raw(reply.options)
      .bytes();
}

Bytes options(std::initializer_list<std::string_view> more) {
  Bytes all{53, 1, 5, 54, 4, 10, 1, 2, 1};
  for (const std::string_view option : more) all.insert(all.end(), option.begin(), option.end());
  return all;
}

std::optional<DhcpAck> parse(const Acknowledgement& reply) {
  return parse_dhcp_ack(bytes_of(reply), xid);
}

}  // namespace

TEST_CASE("a DHCP acknowledgement proves the server, whole or not at all") {
  const auto peer = peer_seen_from(own);
  test::fail_at_every_step(dhcp, Script().expects(dhcp_inform(xid, own)).replies(bytes_of({})), peer, true);
  test::refuse_wrong_speakers(dhcp, {}, peer, true);
}

TEST_CASE("the DHCP request is an INFORM in our own name and nothing else") {
  const Bytes request = dhcp_inform(xid, own);
  CHECK(request.size() >= 300);
  CHECK(request[0] == 1);
  CHECK(Reader(ByteView(request).subspan(4)).u32() == xid);
  CHECK(to_string(ByteView(request).subspan(12, 4)) == std::string{10, 1, 2, 3});
  CHECK(to_string(ByteView(request).subspan(240, 3)) == std::string{53, 1, 8});
}

TEST_CASE("answers to other requests are passed over until ours comes") {
  Acknowledgement late;
  late.id = xid + 1;
  const auto found = test::play(dhcp, Script().expects_anything().replies(bytes_of(late)).replies(bytes_of({})), peer_seen_from(own), true);
  CHECK(test::proves(found));
  const auto never = test::play(dhcp, Script().expects_anything().replies(bytes_of(late)), peer_seen_from(own), true);
  REQUIRE_FALSE(never.has_value());
  CHECK(never.error().kind == ErrorKind::timed_out);
}

TEST_CASE("a DHCP request sent back is no answer") {
  const auto result = test::play(dhcp, Script().expects_anything().echoes(), peer_seen_from(own), true);
  CHECK(result->reply == Reply::mismatched);
}

TEST_CASE("DHCP is not asked at an IPv6 address or from an unknown one") {
  for (const Peer& peer : {peer_seen_from(*parse_address("2001:db8::1")), test::scripted_peer(67)}) {
    const auto result = test::play(dhcp, Script(), peer, true);
    REQUIRE_FALSE(result.has_value());
    CHECK(result.error().kind == ErrorKind::unsupported);
  }
}

TEST_CASE("boot server and file come from options, then from the header") {
  const auto by_option = parse({.options = options({"\x42\x03tft",
                                                    "\x43\x03"
                                                    "a.b"})});
  REQUIRE(by_option);
  CHECK(to_text(by_option->server) == "10.1.2.1");
  CHECK(by_option->boot_server == "tft");
  CHECK(by_option->boot_file == "a.b");
  const auto by_field = parse({.next_server = {10, 9, 9, 9}, .sname = to_bytes("boot01"), .file = to_bytes("ardbp32.bin")});
  REQUIRE(by_field);
  CHECK(by_field->boot_server == "boot01");
  CHECK(by_field->boot_file == "ardbp32.bin");
  CHECK(parse({.next_server = {10, 9, 9, 9}})->boot_server == "10.9.9.9");
  CHECK(parse({})->boot_server.empty());
  CHECK(parse({})->boot_file.empty());
}

TEST_CASE("DHCP options that spill into the header's fields are read there, and are no names") {
  const auto ack = parse({.sname = to_bytes("\x42\x02hi\xff"),
                          .file = to_bytes("\x43\x02"
                                           "ab\xff"),
                          .options = options({"\x34\x01\x03", "\xff"})});
  REQUIRE(ack);
  CHECK(ack->boot_server == "hi");
  CHECK(ack->boot_file == "ab");
}

TEST_CASE("what is not the acknowledgement of our request is refused") {
  REQUIRE(parse({}));
  CHECK_FALSE(parse({.op = 1}));
  CHECK_FALSE(parse({.id = xid + 1}));
  CHECK_FALSE(parse({.cookie = 0}));
  CHECK_FALSE(parse({.options = {53, 1, 6, 54, 4, 10, 1, 2, 1, 255}}));    // NAK
  CHECK_FALSE(parse({.options = {53, 1, 2, 54, 4, 10, 1, 2, 1, 255}}));    // OFFER
  CHECK_FALSE(parse({.options = {53, 1, 5, 255}}));                        // no server identifier
  CHECK_FALSE(parse({.options = {54, 4, 10, 1, 2, 1, 255}}));              // no type
  CHECK_FALSE(parse({.options = {53, 1, 5, 54, 3, 10, 1, 2, 255}}));       // half an address
  CHECK_FALSE(parse({.options = {53, 1, 5, 54, 4, 10, 1, 2, 1, 66, 9}}));  // cut
  CHECK_FALSE(parse({.options = {53, 0, 54, 4, 10, 1, 2, 1, 255}}));
}
