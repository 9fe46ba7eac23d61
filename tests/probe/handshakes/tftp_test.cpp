// TFTP: an error or the first block of a file, and nothing else.
#include "probe/handshakes/tftp_message.hpp"
#include "support/scripted_channel.hpp"

#include <doctest/doctest.h>

namespace flowvet::probe {
Task<Io<Finding>> tftp(Channel&, Peer);
}  // namespace flowvet::probe

using namespace flowvet;
using namespace flowvet::probe;
using test::Script;

namespace {

constexpr std::string_view file = "/flowvet-31383f464d545b62";  // from the scripted peer's nonce

Bytes error(std::uint16_t code, std::string_view text) {
  return Writer().u16(5).u16(code).text(text).u8(0).bytes();
}
Bytes data(std::uint16_t block, std::size_t size) {
  return Writer().u16(3).u16(block).zeros(size).bytes();
}

}  // namespace

TEST_CASE("a TFTP error proves the server, whole or not at all") {
  const auto script = Script().expects(tftp_read_request(file)).replies(error(1, "File not found"));
  test::fail_at_every_step(tftp, script, test::scripted_peer(), true);
  test::refuse_wrong_speakers(tftp, {}, test::scripted_peer(), true);
}

TEST_CASE("a TFTP server's words are kept, also when it repeats the name") {
  const auto result =
      test::play(tftp, Script().expects_anything().replies(error(2, "file /flowvet-31 not allowed")), test::scripted_peer(), true);
  CHECK(result->facts == std::vector<Fact>{{"tftp.error", "2 file /flowvet-31 not allowed"}});
}

TEST_CASE("a TFTP server that sends a file is stopped at once") {
  const auto script = Script().expects(tftp_read_request(file)).replies(data(1, 512)).expects(tftp_stop());
  CHECK(test::proves(test::play(tftp, script, test::scripted_peer(), true)));
}

TEST_CASE("a request sent back is no TFTP answer") {
  const auto result = test::play(tftp, Script().expects_anything().echoes(), test::scripted_peer(), true);
  CHECK(result->reply == Reply::mismatched);
}

TEST_CASE("a TFTP answer has a known code and an end, a block is the first and not too long") {
  CHECK(parse_tftp_reply(error(0, "")));
  CHECK(parse_tftp_reply(error(8, "bad option")));
  CHECK_FALSE(parse_tftp_reply(error(9, "")));
  CHECK_FALSE(parse_tftp_reply(Bytes{0, 5, 0, 1, 'n', 'o', ' ', 'e', 'n', 'd'}));
  CHECK_FALSE(parse_tftp_reply(Bytes{0, 5, 0, 1}));
  CHECK(parse_tftp_reply(data(1, 0)));
  CHECK_FALSE(parse_tftp_reply(data(1, 513)));
  CHECK_FALSE(parse_tftp_reply(data(2, 10)));
  CHECK_FALSE(parse_tftp_reply(Bytes{0, 6, 't', 's', 'i', 'z', 'e', 0, '0', 0}));
  CHECK_FALSE(parse_tftp_reply(Bytes{}));
}
