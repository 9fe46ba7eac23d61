// Bytes as digits: the dump that people read, and the text form of programs.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace flowvet::report {

/// "0000  53 53 48 2d ...  |SSH-...|": a line for every 16 bytes, each begun with `indent` and ended with a newline. Bytes that are
/// not printable ASCII are dots. More than `most` bytes are cut, and a last line says how many are left out.
std::string hex_dump(std::span<const std::uint8_t> bytes, std::string_view indent, std::size_t most);

/// "53534802".
std::string to_hex(std::span<const std::uint8_t> bytes);

/// The reverse; nullopt for an odd number of digits, or anything that is no digit.
std::optional<std::vector<std::uint8_t>> from_hex(std::string_view text);

}  // namespace flowvet::report
