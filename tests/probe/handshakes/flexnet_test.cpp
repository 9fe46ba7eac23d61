// FlexNet: replies of new and of old managers, and their errors.
#include "probe/handshakes/flexnet_message.hpp"
#include "web_support.hpp"

#include <doctest/doctest.h>

namespace flowvet::probe {
Task<Io<Finding>> flexnet(Channel&, Peer);
}  // namespace flowvet::probe

using namespace flowvet;
using namespace flowvet::probe;
using test::Script;

namespace {

/// A counted reply with a right check byte.
Bytes counted(std::uint16_t type, const Bytes& content) {
  Bytes reply =
      Writer().u8(0x2f).u8(0).u16(0x1234).u16(static_cast<std::uint16_t>(20 + content.size())).u16(type).zeros(12).raw(content).bytes();
  unsigned sum = 0x2f;
  for (std::size_t i = 2; i < 20; ++i) sum += reply[i];
  reply[1] = static_cast<std::uint8_t>(sum);
  return reply;
}

const Bytes hello_reply = counted(0x010e, Writer().u8(11).u8(19).u16(0).text("lic01").u8(0).text("lmgrd").u8(0).bytes());
const Bytes vendor_reply = counted(0x0113, Writer().text("lic01").u8(0).u32(7279).bytes());
const Bytes error_reply{0x57, 0xea, 0x2d, 0x36, 0x30, 0x00, 0x00};

Script says(const Bytes& reply) {
  return Script().expects(flexnet_hello()).replies(reply);
}

}  // namespace

TEST_CASE("a manager's reply proves it, whole or not at all") {
  test::fail_at_every_step(flexnet, says(hello_reply));
  test::fail_at_every_step(flexnet, says(vendor_reply));
  test::fail_at_every_step(flexnet, says(error_reply));
  test::refuse_wrong_speakers(flexnet);
}

TEST_CASE("version, host and the vendor daemon's port are kept as facts") {
  const auto hello = test::play(flexnet, says(hello_reply));
  CHECK(test::fact(hello, "flexnet.version") == "11.19");
  CHECK(test::fact(hello, "flexnet.host") == "lic01");
  CHECK(test::fact(hello, "flexnet.daemon") == "lmgrd");
  CHECK(test::fact(test::play(flexnet, says(vendor_reply)), "flexnet.vendor-port") == "7279");
  CHECK(test::fact(test::play(flexnet, says(error_reply)), "flexnet.error") == "-60");
}

TEST_CASE("a manager from before 11.10 proves itself by the form of its reply") {
  const auto old = Writer().u8(0x4c).u8(0x55).text("134").zeros(8).text("lic01").zeros(147 - 18).bytes();
  test::fail_at_every_step(flexnet, says(old));
  CHECK_FALSE(is_flexnet_fixed_reply(Bytes(147, 0)));
  CHECK_FALSE(is_flexnet_fixed_reply(Writer().text("Lxabc").zeros(142).bytes()));
  CHECK(is_flexnet_fixed_reply(Writer().text("Nxabc").zeros(142).bytes()));
}

TEST_CASE("a wrong check byte or size is refused") {
  Bytes wrong = hello_reply;
  wrong[1] ^= 1;
  CHECK(test::mismatches(test::play(flexnet, says(wrong))));
  CHECK_FALSE(flexnet_reply_size(ByteView(hello_reply).first(19)));
  Bytes short_size = counted(0x010e, {});
  short_size[5] = 19;
  short_size[1] = static_cast<std::uint8_t>(short_size[1] - 1);
  CHECK_FALSE(flexnet_reply_size(short_size));
  CHECK_FALSE(flexnet_error_number(Bytes{0x57, 0xeb, 0x2d, 0x36, 0x30, 0x00, 0x00}));
  CHECK_FALSE(flexnet_error_number(to_bytes("Welcome")));
}

TEST_CASE("the hello is 147 bytes, with a check byte and every text terminated") {
  const Bytes hello = flexnet_hello();
  REQUIRE(hello.size() == flexnet_fixed_size);
  unsigned sum = 0;
  for (std::size_t i = 4; i < hello.size() - 2; ++i) sum += hello[i];
  CHECK(hello[1] == static_cast<std::uint8_t>(sum));
  for (const std::size_t end : {24U, 57U, 68U, 101U, 114U, 125U, 138U, 143U, 146U}) CHECK(hello[end] == 0);
}

TEST_CASE("a reply that ends in the middle of its texts tells what is there") {
  CHECK(parse_flexnet_reply(counted(0x010e, {})).version.empty());
  CHECK(parse_flexnet_reply(counted(0x0113, to_bytes("host"))).vendor_port == 0);
  CHECK(parse_flexnet_reply({}).host.empty());
}
