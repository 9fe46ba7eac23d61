// Facts about the format: a public client's description of it, and what scanners recognise.
#include "probe/handshakes/flexnet_message.hpp"

#include <charconv>
#include <numeric>

namespace flowvet::probe {

namespace {

constexpr std::uint8_t hello_type = 0x68, hello_mark_1 = 0x31, hello_mark_2 = 0x33;
constexpr std::uint8_t counted_reply = 0x2f, fixed_reply = 0x4c, fixed_text_reply = 0x4e, error_reply = 'W';
constexpr std::uint16_t type_hello = 0x010e, type_vendor = 0x0113;
constexpr std::size_t type_offset = 6;

std::uint8_t sum_of(ByteView bytes) {
  return static_cast<std::uint8_t>(std::accumulate(bytes.begin(), bytes.end(), 0U));
}

/// A text in a field of that size, its last byte always zero.
void put_text(Writer& writer, std::string_view text, std::size_t size) {
  const std::string_view fitting = text.substr(0, size - 1);
  writer.text(fitting).zeros(size - fitting.size());
}

/// The text up to the next zero, which is passed over.
std::string take_text(Reader& reader) {
  const ByteView rest = reader.rest();
  const auto end = std::ranges::find(rest, std::uint8_t{0});
  const auto size = static_cast<std::size_t>(end - rest.begin());
  std::string text = to_string(reader.take(size));
  if (end != rest.end()) reader.skip(1);
  return text;
}

bool is_printable(std::uint8_t byte) {
  return byte >= 0x20 && byte < 0x7f;
}
bool is_digit(std::uint8_t byte) {
  return byte >= '0' && byte <= '9';
}

}  // namespace

Bytes flexnet_hello() {
  Writer body;
  put_text(body, "flowvet", 21);  // user
  put_text(body, "flowvet", 33);  // host
  put_text(body, "CITRIX", 11);   // vendor
  put_text(body, "flowvet", 33);  // terminal
  put_text(body, "\x84", 13);
  put_text(body, "1", 11);        // process
  put_text(body, "x64_lsb", 13);  // platform
  body.u8(11).u8(11);             // our version
  put_text(body, "78", 3);
  put_text(body, "14", 3);
  const std::uint8_t check = sum_of(ByteView(body.bytes()).first(body.bytes().size() - 2));
  return Writer().u8(hello_type).u8(check).u8(hello_mark_1).u8(hello_mark_2).raw(body.bytes()).bytes();
}

std::optional<FlexnetForm> flexnet_form(std::uint8_t first) {
  if (first == counted_reply) return FlexnetForm::counted;
  if (first == fixed_reply || first == fixed_text_reply) return FlexnetForm::fixed;
  if (first == error_reply) return FlexnetForm::error;
  return std::nullopt;
}

std::optional<std::size_t> flexnet_reply_size(ByteView header) {
  constexpr std::size_t checked_from = 2;
  if (header.size() < flexnet_header_size) return std::nullopt;
  Reader reader(header.first(flexnet_header_size));
  const std::uint8_t prefix = reader.u8(), check = reader.u8();
  reader.skip(2);
  const std::uint16_t size = reader.u16();
  const auto expected = static_cast<std::uint8_t>(sum_of(header.first(flexnet_header_size).subspan(checked_from)) + counted_reply);
  if (prefix != counted_reply || check != expected || size < flexnet_header_size) return std::nullopt;
  return size;
}

FlexnetReply parse_flexnet_reply(ByteView bytes) {
  FlexnetReply reply;
  Reader reader(bytes);
  reader.skip(type_offset);
  const std::uint16_t type = reader.u16();
  reader.skip(flexnet_header_size - type_offset - 2);
  if (type == type_hello) {
    const std::uint8_t major = reader.u8(), minor = reader.u8();
    reader.skip(2);
    if (reader.ok()) reply.version = std::to_string(major) + "." + std::to_string(minor);
    reply.host = take_text(reader);
    reply.daemon = take_text(reader);
  } else if (type == type_vendor) {
    reply.host = take_text(reader);
    reply.vendor_port = reader.u32();
  }
  return reply;
}

bool is_flexnet_fixed_reply(ByteView reply) {
  constexpr std::size_t count_offset = 2, count_size = 11;
  if (reply.size() != flexnet_fixed_size) return false;
  const ByteView content = reply.subspan(count_offset);
  if (content[0] == 0 || !std::ranges::all_of(content, [](std::uint8_t byte) { return byte == 0 || is_printable(byte); })) return false;
  if (reply[0] == fixed_text_reply) return true;
  return reply[0] == fixed_reply && is_digit(content[0]) &&
         std::ranges::all_of(content.first(count_size), [](std::uint8_t byte) { return byte == 0 || is_digit(byte); });
}

std::optional<int> flexnet_error_number(ByteView error) {
  constexpr std::size_t number_offset = 2;
  if (error.size() < flexnet_error_size || error[0] != error_reply) return std::nullopt;
  const std::string text = to_string(error.subspan(number_offset));
  int number = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool terminated = end != text.data() + text.size() && *end == '\0';
  if (problem != std::errc{} || number >= 0 || !terminated) return std::nullopt;
  const auto digits = static_cast<std::size_t>(end - text.data());
  const auto expected = static_cast<std::uint8_t>(error_reply + sum_of(error.subspan(number_offset, digits)));
  return error[1] == expected ? std::optional(number) : std::nullopt;
}

}  // namespace flowvet::probe
