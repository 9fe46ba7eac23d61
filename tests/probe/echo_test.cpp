// ICMP echo: the reply's type, sequence number and random payload, whatever the kernel made of the identifier.
#include "probe/echo.hpp"

#include <doctest/doctest.h>

using namespace flowvet;
using namespace flowvet::probe;

namespace {

EchoRequest request(Family family) {
  EchoRequest made{family, {}};
  for (std::size_t i = 0; i < made.nonce.size(); ++i) made.nonce[i] = static_cast<std::uint8_t>(0x31 + 7 * i);
  return made;
}

/// As a host answers: another type, and the rest as it came.
Bytes reply(const EchoRequest& made) {
  Bytes bytes = echo_request(made);
  bytes[0] = made.family == Family::v4 ? 0 : 129;
  return bytes;
}

std::uint16_t sum_of(const Bytes& bytes) {
  std::uint32_t sum = 0;
  for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) sum += static_cast<std::uint32_t>(bytes[i] << 8U | bytes[i + 1]);
  while (sum > 0xffff) sum = (sum & 0xffffU) + (sum >> 16U);
  return static_cast<std::uint16_t>(sum);
}

}  // namespace

TEST_CASE("an echo reply with our sequence number and payload is ours") {
  for (const Family family : {Family::v4, Family::v6}) CHECK(is_echo_reply(reply(request(family)), request(family), false));
}

TEST_CASE("the identifier of an echo reply may be another, because the kernel chooses it") {
  Bytes bytes = reply(request(Family::v4));
  bytes[4] ^= 0xffU;
  bytes[5] ^= 0xffU;
  CHECK(is_echo_reply(bytes, request(Family::v4), false));
}

TEST_CASE("an echo request has a checksum over IPv4 and leaves it to the kernel over IPv6") {
  CHECK(sum_of(echo_request(request(Family::v4))) == 0xffff);
  CHECK(echo_request(request(Family::v4))[0] == 8);
  CHECK(echo_request(request(Family::v6))[0] == 128);
  CHECK(Reader(ByteView(echo_request(request(Family::v6))).subspan(2)).u16() == 0);
}

TEST_CASE("the request itself, another type, code, sequence number, payload or size is no reply") {
  const EchoRequest asked = request(Family::v4);
  const Bytes whole = reply(asked);
  CHECK_FALSE(is_echo_reply(echo_request(asked), asked, false));
  CHECK_FALSE(is_echo_reply(whole, request(Family::v6), false));
  for (const std::size_t at : {std::size_t{0}, std::size_t{1}, std::size_t{6}, std::size_t{7}, std::size_t{8}, whole.size() - 1}) {
    CAPTURE(at);
    Bytes changed = whole;
    changed[at] ^= 0x01U;
    CHECK_FALSE(is_echo_reply(changed, asked, false));
  }
  for (std::size_t size = 0; size < whole.size(); ++size) CHECK_FALSE(is_echo_reply(ByteView(whole).first(size), asked, false));
}

TEST_CASE("an IPv4 header before the echo reply is passed over by its own length") {
  const EchoRequest asked = request(Family::v4);
  for (const std::size_t words : {5U, 6U, 15U}) {
    const Bytes with_header = Writer().u8(static_cast<std::uint8_t>(0x40U | words)).zeros(words * 4U - 1).raw(reply(asked)).bytes();
    CHECK(is_echo_reply(with_header, asked, true));
    CHECK_FALSE(is_echo_reply(with_header, asked, false));
    CHECK_FALSE(is_echo_reply(ByteView(with_header).first(words * 4U), asked, true));
  }
}

TEST_CASE("padding follows the payload, is part of the checksum and need not come back whole") {
  EchoRequest asked = request(Family::v4);
  asked.padding = 1001;
  const Bytes sent = echo_request(asked);
  CHECK(sent.size() == echo_size + 1001);
  Bytes back = sent;
  back[0] = 0;
  CHECK(is_echo_reply(back, asked, false));
  CHECK(is_echo_reply(ByteView(back).first(echo_size), asked, false));
}
