// Bytes on the wire: a bounds-checked reader and a writer, both big-endian unless said otherwise.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace flowvet::probe {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;

inline Bytes to_bytes(std::string_view text) { return {text.begin(), text.end()}; }
inline std::string to_string(ByteView bytes) { return {bytes.begin(), bytes.end()}; }

/// Reads from a peer's bytes. Past the end every read yields zero or an empty view and `ok()` turns false for good,
/// so that a parser may read straight on and ask once.
class Reader {
 public:
  explicit Reader(ByteView bytes) : bytes_(bytes) {}

  std::uint8_t u8() { return static_cast<std::uint8_t>(number(1)); }
  std::uint16_t u16() { return static_cast<std::uint16_t>(number(2)); }
  std::uint32_t u32() { return static_cast<std::uint32_t>(number(4)); }
  std::uint16_t u16_little() { return static_cast<std::uint16_t>(little(2)); }
  std::uint32_t u32_little() { return static_cast<std::uint32_t>(little(4)); }

  ByteView take(std::size_t count) {
    if (count > bytes_.size()) return fail();
    const ByteView taken = bytes_.first(count);
    bytes_ = bytes_.subspan(count);
    return taken;
  }
  void skip(std::size_t count) { take(count); }

  [[nodiscard]] ByteView rest() const { return bytes_; }
  [[nodiscard]] bool empty() const { return bytes_.empty(); }
  [[nodiscard]] bool ok() const { return ok_; }

 private:
  ByteView fail() {
    ok_ = false;
    bytes_ = {};
    return {};
  }
  std::uint64_t number(std::size_t count) {
    std::uint64_t value = 0;
    for (const std::uint8_t byte : take(count)) value = value << 8U | byte;
    return value;
  }
  std::uint64_t little(std::size_t count) {
    std::uint64_t value = 0;
    const ByteView taken = take(count);
    for (std::size_t i = taken.size(); i > 0; --i) value = value << 8U | taken[i - 1];
    return value;
  }

  ByteView bytes_;
  bool ok_ = true;
};

/// Builds a request.
class Writer {
 public:
  Writer& u8(std::uint8_t value) { return number(value, 1); }
  Writer& u16(std::uint16_t value) { return number(value, 2); }
  Writer& u32(std::uint32_t value) { return number(value, 4); }
  Writer& u16_little(std::uint16_t value) { return little(value, 2); }
  Writer& u32_little(std::uint32_t value) { return little(value, 4); }
  Writer& raw(ByteView bytes) {
    bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
    return *this;
  }
  Writer& text(std::string_view text) {
    bytes_.insert(bytes_.end(), text.begin(), text.end());
    return *this;
  }
  Writer& zeros(std::size_t count) {
    bytes_.insert(bytes_.end(), count, 0);
    return *this;
  }

  [[nodiscard]] const Bytes& bytes() const { return bytes_; }

 private:
  Writer& number(std::uint64_t value, std::size_t count) {
    std::array<std::uint8_t, 8> bytes{};
    for (auto byte = bytes.rbegin(); byte != bytes.rend(); ++byte, value >>= 8U) *byte = static_cast<std::uint8_t>(value);
    return raw(ByteView(bytes).last(count));
  }
  Writer& little(std::uint64_t value, std::size_t count) {
    std::array<std::uint8_t, 8> bytes{};
    for (auto byte = bytes.begin(); byte != bytes.end(); ++byte, value >>= 8U) *byte = static_cast<std::uint8_t>(value);
    return raw(ByteView(bytes).first(count));
  }

  Bytes bytes_;
};

}  // namespace flowvet::probe
