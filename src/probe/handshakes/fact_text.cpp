// Numbers as text, independent of any locale.
#include "probe/handshakes/fact_text.hpp"

#include <array>
#include <cstdio>

namespace flowvet::probe {

std::string hex_text(ByteView bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (const std::uint8_t byte : bytes) {
    text += digits[byte >> 4U];
    text += digits[byte & 0x0FU];
  }
  return text;
}

std::string seconds_text(double seconds) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.3f", seconds);
  return text.data();
}

}  // namespace flowvet::probe
