// BER: lengths are held against the bytes that are there, and what is written is read again.
#include "probe/handshakes/ber.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace flowvet::probe;

TEST_CASE("an element is written with the shortest length and read again") {
  for (const std::size_t size : {0U, 1U, 127U, 128U, 255U, 256U, 65535U}) {
    CAPTURE(size);
    const Bytes value(size, 0x5a);
    const Bytes written = ber::element(ber::octet_string, value);
    CHECK(written.size() == size + (size < 128 ? 2 : size < 256 ? 3 : 4));
    CHECK(ber::size_of(written) == written.size());
    ByteView rest(written);
    const auto read = ber::next(rest, ber::octet_string);
    REQUIRE(read);
    CHECK(std::ranges::equal(*read, value));
    CHECK(rest.empty());
  }
}

TEST_CASE("an element with another tag stays where it is") {
  const Bytes bytes = ber::element(ber::integer, Bytes{1});
  ByteView rest(bytes);
  CHECK_FALSE(ber::next(rest, ber::octet_string));
  CHECK(rest.size() == bytes.size());
  CHECK(ber::next(rest, ber::integer));
}

TEST_CASE("an element that is cut, endless, too long or has a long tag is none") {
  for (const Bytes& bytes :
       {Bytes{}, Bytes{0x30}, Bytes{0x30, 0x01}, Bytes{0x30, 0x80, 0x00, 0x00}, Bytes{0x30, 0x81}, Bytes{0x30, 0x82, 0x00},
        Bytes{0x30, 0x85, 0, 0, 0, 0, 0}, Bytes{0x30, 0x84, 0xff, 0xff, 0xff, 0xff, 0x00}, Bytes{0x1f, 0x01, 0x00}, Bytes{0xff, 0x00}}) {
    ByteView rest(bytes);
    CHECK_FALSE(ber::next(rest));
    CHECK(rest.size() == bytes.size());
  }
}

TEST_CASE("the size of an element is known from its header alone") {
  CHECK(ber::size_of(Bytes{0x30, 0x05}) == 7U);
  CHECK(ber::size_of(Bytes{0x30, 0x84, 0x00, 0x01, 0x00, 0x00}) == 65542U);
  CHECK_FALSE(ber::size_of(Bytes{0x30}));
  CHECK_FALSE(ber::size_of(Bytes{0x30, 0x84, 0x00}));
}

TEST_CASE("numbers are read when they have up to four bytes and no sign") {
  CHECK(ber::to_number(Bytes{0}) == 0U);
  CHECK(ber::to_number(Bytes{0x7f, 0xff, 0xff, 0xff}) == 0x7fffffffU);
  CHECK_FALSE(ber::to_number(Bytes{}));
  CHECK_FALSE(ber::to_number(Bytes{0x80}));
  CHECK_FALSE(ber::to_number(Bytes{0, 0xff, 0xff, 0xff, 0xff}));
}

TEST_CASE("a number is written in four bytes, never negative") {
  CHECK(ber::number(0x01020304) == Bytes{0x02, 0x04, 0x01, 0x02, 0x03, 0x04});
  CHECK(ber::number(0xffffffff) == Bytes{0x02, 0x04, 0x7f, 0xff, 0xff, 0xff});
}
