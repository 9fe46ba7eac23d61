// Elements lie within the bytes that they were read from, one behind the other.
#include "probe/handshakes/ber.hpp"
#include "require.hpp"

#include <cstdint>

using namespace flowvet;
using namespace flowvet::probe;

namespace {

void walk(ByteView bytes, int depth) {
  constexpr int deep_enough = 8;
  ByteView rest = bytes;
  while (true) {
    const ByteView before = rest;
    const auto element = ber::next(rest);
    if (!element) break;
    REQUIRE_ALWAYS(rest.size() < before.size() && element->value.size() < before.size());
    REQUIRE_ALWAYS(rest.data() + rest.size() == bytes.data() + bytes.size());
    REQUIRE_ALWAYS(ber::size_of(before) == before.size() - rest.size());
    const Bytes again = ber::element(element->tag, element->value);
    REQUIRE_ALWAYS(element->value.size() > 0xffff || ber::size_of(again) == again.size());
    if (const auto number = ber::to_number(element->value)) REQUIRE_ALWAYS(*number <= 0x7fffffffU);
    if (depth < deep_enough) walk(element->value, depth + 1);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  walk({data, size}, 0);
  return 0;
}
