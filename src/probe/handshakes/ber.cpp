// Lengths come from a peer: each is held against the bytes that are really there.
#include "probe/handshakes/ber.hpp"

namespace flowvet::probe::ber {

namespace {

constexpr std::uint8_t long_form = 0x80, longer_tag = 0x1f;

struct Header {
  std::uint8_t tag = 0;
  std::size_t size = 0;    ///< of the header itself
  std::size_t length = 0;  ///< of the value
};

std::optional<Header> read_header(ByteView bytes) {
  Reader reader(bytes);
  Header header;
  header.tag = reader.u8();
  std::size_t length = reader.u8();
  header.size = 2;
  if ((header.tag & longer_tag) == longer_tag) return std::nullopt;
  if (length >= long_form) {
    const std::size_t count = length - long_form;
    if (count == 0 || count > 4) return std::nullopt;
    length = 0;
    for (const std::uint8_t byte : reader.take(count)) length = length << 8U | byte;
    header.size += count;
  }
  header.length = length;
  if (!reader.ok()) return std::nullopt;
  return header;
}

}  // namespace

std::optional<Element> next(ByteView& rest) {
  const auto header = read_header(rest);
  if (!header || header->length > rest.size() - header->size) return std::nullopt;
  const Element element{header->tag, rest.subspan(header->size, header->length)};
  rest = rest.subspan(header->size + header->length);
  return element;
}

std::optional<ByteView> next(ByteView& rest, std::uint8_t tag) {
  ByteView after = rest;
  const auto element = next(after);
  if (!element || element->tag != tag) return std::nullopt;
  rest = after;
  return element->value;
}

std::optional<std::size_t> size_of(ByteView bytes) {
  const auto header = read_header(bytes);
  if (!header) return std::nullopt;
  return header->size + header->length;
}

std::optional<std::uint32_t> to_number(ByteView value) {
  if (value.empty() || value.size() > 4 || value[0] >= 0x80) return std::nullopt;
  std::uint32_t number = 0;
  for (const std::uint8_t byte : value) number = number << 8U | byte;
  return number;
}

Bytes element(std::uint8_t tag, ByteView value) {
  Writer writer;
  writer.u8(tag);
  if (value.size() < long_form)
    writer.u8(static_cast<std::uint8_t>(value.size()));
  else if (value.size() < 0x100)
    writer.u8(long_form | 1U).u8(static_cast<std::uint8_t>(value.size()));
  else
    writer.u8(long_form | 2U).u16(static_cast<std::uint16_t>(value.size()));
  return writer.raw(value).bytes();
}

Bytes number(std::uint32_t value) { return element(integer, Writer().u32(value & 0x7FFFFFFFU).bytes()); }

}  // namespace flowvet::probe::ber
