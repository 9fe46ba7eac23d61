// The call id is ours and random: a unit that repeats it and has a type that only servers send answers us.
#include "probe/handshakes/rpc_message.hpp"

#include <cassert>

namespace flowvet::probe {

namespace {

constexpr std::uint8_t version5 = 5;
constexpr std::uint8_t type_request = 0, type_response = 2, type_fault = 3, type_bind = 11, type_bind_ack = 12, type_bind_nak = 13;
constexpr std::uint8_t first_fragment = 0x01, last_fragment = 0x02;
constexpr std::uint8_t little_endian = 0x10;
constexpr std::uint16_t largest_fragment = 4280;  // what Windows clients offer
constexpr Uuid ndr{0x04, 0x5d, 0x88, 0x8a, 0xeb, 0x1c, 0xc9, 0x11, 0x9f, 0xe8, 0x08, 0x00, 0x2b, 0x10, 0x48, 0x60};
constexpr std::uint32_t ndr_version = 2;
constexpr std::uint16_t first_context = 0;

struct Header {
  std::uint8_t type = 0;
  std::uint8_t flags = 0;
  std::uint16_t size = 0;
  std::uint16_t auth_size = 0;
  std::uint32_t call_id = 0;
};

std::optional<Header> parse_header(Reader& reader) {
  Header header;
  const std::uint8_t major = reader.u8();
  const std::uint8_t minor = reader.u8();
  header.type = reader.u8();
  header.flags = reader.u8();
  const std::uint8_t representation = reader.u8();
  reader.skip(3);
  header.size = reader.u16_little();
  header.auth_size = reader.u16_little();
  header.call_id = reader.u32_little();
  if (!reader.ok() || major != version5 || minor > 1 || (representation & 0xF0U) != little_endian || header.size < rpc_header_size)
    return std::nullopt;
  return header;
}

/// The header of a whole unit that answers this call; `reader` moves behind it.
std::optional<Header> parse_reply_header(Reader& reader, ByteView unit, std::uint32_t call_id) {
  const auto header = parse_header(reader);
  if (!header || header->size != unit.size() || header->auth_size != 0 || header->call_id != call_id) return std::nullopt;
  return header;
}

Bytes unit(std::uint8_t type, std::uint32_t call_id, const Bytes& body) {
  const auto size = static_cast<std::uint16_t>(rpc_header_size + body.size());
  return Writer()
      .u8(version5)
      .u8(0)
      .u8(type)
      .u8(first_fragment | last_fragment)
      .u8(little_endian)
      .zeros(3)
      .u16_little(size)
      .u16_little(0)
      .u32_little(call_id)
      .raw(body)
      .bytes();
}

std::optional<RpcBind> parse_bind_result(Reader& reader) {
  constexpr std::uint16_t acceptance = 0, provider_rejection = 2;
  constexpr std::uint16_t interface_unknown = 1, no_transfer_syntax = 2;
  const std::uint16_t result = reader.u16_little();
  const std::uint16_t reason = reader.u16_little();
  reader.skip(sizeof(Uuid) + 4);  // the transfer syntax
  if (!reader.ok() || result > provider_rejection) return std::nullopt;
  if (result == acceptance) return RpcBind::accepted;
  if (result == provider_rejection && reason == interface_unknown) return RpcBind::not_here;
  return result == provider_rejection && reason == no_transfer_syntax ? RpcBind::known : RpcBind::refused;
}

/// The results of a bind_ack stand after a port name of variable length, aligned to four bytes from the unit's start.
std::optional<std::vector<RpcBind>> parse_bind_results(Reader reader, std::size_t count) {
  reader.skip(2 + 2 + 4);  // largest fragments, association group
  const std::size_t name_size = reader.u16_little();
  reader.skip(name_size);
  reader.skip((4 - (2 + name_size) % 4) % 4);
  if (reader.u8() != count) return std::nullopt;
  reader.skip(3);
  std::vector<RpcBind> results;
  while (results.size() < count) {
    const auto result = parse_bind_result(reader);
    if (!result) return std::nullopt;
    results.push_back(*result);
  }
  return results;
}

}  // namespace

std::optional<std::size_t> rpc_unit_size(ByteView header) {
  Reader reader(header);
  const auto parsed = parse_header(reader);
  return parsed ? std::optional<std::size_t>(parsed->size) : std::nullopt;
}

Bytes rpc_bind(std::uint32_t call_id, std::span<const RpcInterface> wanted) {
  assert(!wanted.empty() && wanted.size() <= most_bound_at_once);
  constexpr std::uint8_t one_syntax = 1;
  Writer body;
  body.u16_little(largest_fragment).u16_little(largest_fragment).u32_little(0);
  body.u8(static_cast<std::uint8_t>(wanted.size())).zeros(3);
  std::uint16_t context = first_context;
  for (const RpcInterface& rpc : wanted) {
    body.u16_little(context++).u8(one_syntax).u8(0);
    body.raw(rpc.id).u32_little(rpc.version).raw(ndr).u32_little(ndr_version);
  }
  return unit(type_bind, call_id, body.bytes());
}

std::optional<std::vector<RpcBind>> parse_rpc_bind_reply(ByteView unit, std::uint32_t call_id, std::size_t count) {
  Reader reader(unit);
  const auto header = parse_reply_header(reader, unit, call_id);
  if (!header) return std::nullopt;
  if (header->type == type_bind_ack) return parse_bind_results(reader, count);
  if (header->type != type_bind_nak && header->type != type_fault) return std::nullopt;
  reader.skip(2);  // the reason
  return reader.ok() ? std::optional(std::vector(count, RpcBind::refused)) : std::nullopt;
}

Bytes rpc_request(std::uint32_t call_id, std::uint16_t operation, ByteView arguments) {
  const auto size = static_cast<std::uint32_t>(arguments.size());
  return unit(type_request, call_id, Writer().u32_little(size).u16_little(first_context).u16_little(operation).raw(arguments).bytes());
}

std::optional<RpcFragment> parse_rpc_fragment(ByteView unit, std::uint32_t call_id) {
  Reader reader(unit);
  const auto header = parse_reply_header(reader, unit, call_id);
  if (!header || (header->type != type_response && header->type != type_fault)) return std::nullopt;
  reader.skip(4 + 2 + 1 + 1);  // size hint, context, cancels
  RpcFragment fragment{(header->flags & first_fragment) != 0, (header->flags & last_fragment) != 0, std::nullopt, reader.rest()};
  if (header->type == type_fault) fragment.fault = reader.u32_little();
  if (!reader.ok()) return std::nullopt;
  return fragment;
}

}  // namespace flowvet::probe
