// Bytes as digits, there and back.
#include "report/hex.hpp"

#include <doctest/doctest.h>

#include <numeric>

using namespace flowvet::report;

namespace {

using Bytes = std::vector<std::uint8_t>;

Bytes counting(std::size_t count) {
  Bytes bytes(count);
  std::iota(bytes.begin(), bytes.end(), std::uint8_t{0});
  return bytes;
}

}  // namespace

TEST_CASE("a dump has sixteen bytes a line with their letters") {
  CHECK(hex_dump({}, "", 100).empty());
  CHECK(hex_dump(Bytes{'S', 'S', 'H', '\r', '\n'}, "  ", 100) == "  0000  53 53 48 0d 0a                                    |SSH..|\n");
  CHECK(hex_dump(counting(18), "", 100) ==
        "0000  00 01 02 03 04 05 06 07  08 09 0a 0b 0c 0d 0e 0f  |................|\n"
        "0010  10 11                                             |..|\n");
}

TEST_CASE("only printable ASCII is shown as letters") {
  const auto every = counting(256);
  for (const char letter : hex_dump(every, "", every.size())) CHECK(((letter >= 0x20 && letter < 0x7F) || letter == '\n'));
  CHECK(hex_dump(Bytes{0x1F, 0x20, 0x7E, 0x7F, 0x9B}, "", 9).ends_with("|. ~..|\n"));
}

TEST_CASE("a long message is cut with a count") {
  CHECK(hex_dump(counting(17), "", 17).ends_with("|.|\n"));
  CHECK(hex_dump(counting(18), "> ", 17).ends_with("> 0010  10                                                |.|\n> and 1 more byte\n"));
  CHECK(hex_dump(counting(256), "", 0) == "and 256 more bytes\n");
}

TEST_CASE("offsets count on beyond 255") {
  CHECK(hex_dump(Bytes(0x1020, 'x'), "", 0x1020).find("\n1010  78 ") != std::string::npos);
}

TEST_CASE("digits come back as the bytes that they were") {
  const auto every = counting(256);
  CHECK(to_hex(Bytes{0x00, 0x0A, 0xFF}) == "000aff");
  CHECK(from_hex(to_hex(every)) == every);
  CHECK(from_hex("") == Bytes{});
  CHECK(from_hex("0aFF") == Bytes{0x0A, 0xFF});
}

TEST_CASE("what are no pairs of digits is refused") {
  for (const auto* text : {"0", "000", "0g", "g0", " 0", "0 ", "-1", "+1", "0x"}) {
    CAPTURE(text);
    CHECK_FALSE(from_hex(text));
  }
}
