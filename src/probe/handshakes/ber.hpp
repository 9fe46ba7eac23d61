// The part of BER (X.690) that LDAP, Kerberos and SNMP replies need: tag, length, value, with definite lengths.
#pragma once

#include "probe/bytes.hpp"

#include <cstdint>
#include <optional>

namespace flowvet::probe::ber {

constexpr std::uint8_t integer = 0x02, octet_string = 0x04, enumerated = 0x0a, sequence = 0x30, set = 0x31;

struct Element {
  std::uint8_t tag = 0;
  ByteView value;
};

/// The element that the bytes begin with, and the bytes after it in `rest`. nullopt when it is cut, its length is indefinite or
/// longer than four bytes, or its tag has more than one byte.
std::optional<Element> next(ByteView& rest);

/// next() if it has this tag, else nullopt and `rest` stays.
std::optional<ByteView> next(ByteView& rest, std::uint8_t tag);

/// The total size of the element that these bytes begin, header included; nullopt while the header is incomplete or when it is invalid.
std::optional<std::size_t> size_of(ByteView bytes);

/// A non-negative INTEGER of up to four bytes.
std::optional<std::uint32_t> to_number(ByteView value);

/// One element with the shortest length form.
Bytes element(std::uint8_t tag, ByteView value);

/// Four bytes, the first below 0x80, as INTEGER.
Bytes number(std::uint32_t value);

}  // namespace flowvet::probe::ber
