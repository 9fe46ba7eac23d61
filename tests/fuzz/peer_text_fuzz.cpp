// What a peer sent never reaches a terminal raw: escaped text is printable, valid and no longer than asked for.
#include "flowvet/base/text.hpp"
#include "require.hpp"

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

using namespace flowvet;

namespace {

bool is_control(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x20U || byte == 0x7fU;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const std::string escaped = escape_peer_text(bytes);
  REQUIRE_ALWAYS(std::ranges::none_of(escaped, is_control));
  // U+0080 to U+009F are control characters as well; in UTF-8 they begin with C2. U+202A to U+202E turn the direction round.
  for (std::size_t at = 0; at + 1 < escaped.size(); ++at) {
    const auto lead = static_cast<unsigned char>(escaped[at]);
    const auto next = static_cast<unsigned char>(escaped[at + 1]);
    REQUIRE_ALWAYS(!(lead == 0xc2U && next < 0xa0U));
    REQUIRE_ALWAYS(escaped.compare(at, 2, "\xe2\x80") != 0 || at + 2 >= escaped.size() ||
                   !(static_cast<unsigned char>(escaped[at + 2]) >= 0xaaU && static_cast<unsigned char>(escaped[at + 2]) <= 0xaeU));
  }
  const std::string padded = pad_right(escaped, 300);
  REQUIRE_ALWAYS(display_width(padded) >= display_width(escaped));
  static_cast<void>(fold_name(bytes));
  return 0;
}
