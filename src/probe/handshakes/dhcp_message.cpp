// The header is BOOTP's (RFC 951); options may spill into its two text fields (RFC 2132 section 9.3).
#include "probe/handshakes/dhcp_message.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

namespace flowvet::probe {

namespace {

constexpr std::uint8_t request = 1, reply = 2, ethernet = 1;
constexpr std::uint32_t magic_cookie = 0x63825363;
constexpr std::size_t sname_size = 64, file_size = 128, chaddr_size = 16;
constexpr std::size_t smallest_message = 300;  // RFC 1542 section 2.1: relays may drop shorter ones
// Locally administered, and readable in the server's log: no card has it, so it meets no reservation.
constexpr std::array<std::uint8_t, 6> own_hardware{0x02, 'f', 'l', 'w', 'v', 't'};

// RFC 2132
constexpr std::uint8_t pad = 0, overload = 52, message_type = 53, server_identifier = 54, parameter_list = 55, boot_server = 66,
                       boot_file = 67, end = 255;
constexpr std::uint8_t ack = 5, inform = 8;
constexpr std::uint8_t file_holds_options = 1, sname_holds_options = 2;

using Options = std::map<std::uint8_t, ByteView>;

/// Adds the options of one field; of those that stand twice the first counts. False when the list is broken.
bool add_options(Options& options, ByteView field) {
  Reader reader(field);
  while (!reader.empty()) {
    const std::uint8_t type = reader.u8();
    if (type == pad) continue;
    if (type == end) return true;
    options.try_emplace(type, reader.take(reader.u8()));
  }
  return reader.ok();
}

std::string text_until_zero(ByteView bytes) {
  return {bytes.begin(), std::ranges::find(bytes, std::uint8_t{0})};
}

IpAddress address_of(ByteView four) {
  IpAddress address;
  std::ranges::copy(four, address.bytes.begin());
  return address;
}

struct Message {
  std::uint8_t op = 0;
  std::uint32_t xid = 0;
  ByteView next_server, sname, file, options;
};

std::optional<Message> parse_header(ByteView bytes) {
  Reader reader(bytes);
  Message message;
  message.op = reader.u8();
  reader.skip(3);  // hardware type and length, hops
  message.xid = reader.u32();
  reader.skip(4 + 4 + 4);  // seconds and flags, ciaddr, yiaddr
  message.next_server = reader.take(4);
  reader.skip(4 + chaddr_size);  // giaddr, chaddr
  message.sname = reader.take(sname_size);
  message.file = reader.take(file_size);
  const bool is_dhcp = reader.u32() == magic_cookie;
  message.options = reader.rest();
  return reader.ok() && is_dhcp ? std::optional(message) : std::nullopt;
}

/// The two text fields hold text unless option 52 says that they hold options; then `message` keeps empty fields.
std::optional<Options> options_of(Message& message) {
  Options options;
  if (!add_options(options, message.options)) return std::nullopt;
  const auto found = options.find(overload);
  const std::uint8_t fields = found == options.end() || found->second.empty() ? 0 : found->second[0];
  if ((fields & file_holds_options) != 0 && !add_options(options, std::exchange(message.file, {}))) return std::nullopt;
  if ((fields & sname_holds_options) != 0 && !add_options(options, std::exchange(message.sname, {}))) return std::nullopt;
  return options;
}

std::string boot_server_of(const Message& message, const Options& options) {
  if (const auto named = options.find(boot_server); named != options.end()) return text_until_zero(named->second);
  if (auto name = text_until_zero(message.sname); !name.empty()) return name;
  const bool is_set = std::ranges::any_of(message.next_server, [](std::uint8_t byte) { return byte != 0; });
  return is_set ? to_text(address_of(message.next_server)) : std::string{};
}

std::string boot_file_of(const Message& message, const Options& options) {
  const auto named = options.find(boot_file);
  return text_until_zero(named == options.end() ? message.file : named->second);
}

}  // namespace

Bytes dhcp_inform(std::uint32_t xid, const IpAddress& own) {
  Writer message;
  message.u8(request).u8(ethernet).u8(own_hardware.size()).u8(0).u32(xid).u16(0).u16(0);
  message.raw(ByteView(own.bytes).first(4)).zeros(4 + 4 + 4);  // ciaddr; nothing is known or wanted of the other three
  message.raw(own_hardware).zeros(chaddr_size - own_hardware.size()).zeros(sname_size + file_size).u32(magic_cookie);
  message.u8(message_type).u8(1).u8(inform);
  message.u8(parameter_list).u8(2).u8(boot_server).u8(boot_file);
  message.u8(end);
  return Writer(message).zeros(smallest_message - message.bytes().size()).bytes();
}

std::optional<DhcpAck> parse_dhcp_ack(ByteView bytes, std::uint32_t xid) {
  auto message = parse_header(bytes);
  if (!message || message->op != reply || message->xid != xid) return std::nullopt;
  const auto options = options_of(*message);
  if (!options || !options->contains(message_type) || !options->contains(server_identifier)) return std::nullopt;
  const ByteView type = options->at(message_type), server = options->at(server_identifier);
  if (type.size() != 1 || type[0] != ack || server.size() != 4) return std::nullopt;
  return DhcpAck{address_of(server), boot_server_of(*message, *options), boot_file_of(*message, *options)};
}

bool is_dhcp_reply_to_another(ByteView bytes, std::uint32_t xid) {
  const auto message = parse_header(bytes);
  return message && message->op == reply && message->xid != xid;
}

}  // namespace flowvet::probe
