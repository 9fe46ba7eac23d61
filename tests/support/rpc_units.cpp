// Written apart from the client's own reader and writer of these forms, as far as that is possible.
#include "support/rpc_units.hpp"

namespace flowvet::test {

using probe::Writer;

Bytes rpc_unit(std::uint8_t type, std::uint32_t call, const Bytes& body, std::uint8_t flags) {
  return Writer()
      .u8(5)
      .u8(0)
      .u8(type)
      .u8(flags)
      .u8(0x10)
      .zeros(3)
      .u16_little(static_cast<std::uint16_t>(16 + body.size()))
      .u16_little(0)
      .u32_little(call)
      .raw(body)
      .bytes();
}

Bytes bind_ack(std::uint32_t call, const std::vector<BindResult>& results) {
  Writer body;
  body.u16_little(4280).u16_little(4280).u32_little(7).u16_little(4).text("135").u8(0).zeros(2);
  body.u8(static_cast<std::uint8_t>(results.size())).zeros(3);
  for (const auto& [result, reason] : results) body.u16_little(result).u16_little(reason).zeros(20);
  return rpc_unit(rpc_bind_ack, call, body.bytes());
}

Bytes result_unit(std::uint32_t call, ByteView data, std::uint8_t flags) {
  return rpc_unit(rpc_response, call, Writer().u32_little(0).u16_little(0).u16(0).raw(data).bytes(), flags);
}

Bytes fault_unit(std::uint32_t call, std::uint32_t status) {
  return rpc_unit(rpc_fault, call, Writer().u32_little(0).u32(0).u32_little(status).u32(0).bytes());
}

Bytes tower(std::uint8_t port_kind, std::uint16_t port, const RpcInterface& served) {
  const auto floor = [](const Bytes& kind, const Bytes& value) {
    return Writer()
        .u16_little(static_cast<std::uint16_t>(kind.size()))
        .raw(kind)
        .u16_little(static_cast<std::uint16_t>(value.size()))
        .raw(value)
        .bytes();
  };
  const auto major = static_cast<std::uint16_t>(served.version & 0xFFFFU), minor = static_cast<std::uint16_t>(served.version >> 16U);
  Writer writer;
  writer.u16_little(5);
  writer.raw(floor(Writer().u8(0x0d).raw(served.id).u16_little(major).bytes(), Writer().u16_little(minor).bytes()));
  writer.raw(floor(Writer().u8(0x0d).zeros(16).u16_little(2).bytes(), {0, 0}));
  writer.raw(floor({0x0b}, {0, 0}));
  writer.raw(floor({port_kind}, Writer().u16(port).bytes()));
  writer.raw(floor({0x09}, {192, 0, 2, 1}));
  return writer.bytes();
}

Bytes epm_page(const probe::EpmHandle& next, const std::vector<Bytes>& towers, std::uint32_t status) {
  const auto count = static_cast<std::uint32_t>(towers.size());
  Writer writer;
  const auto align = [&writer] {
    while (writer.bytes().size() % 4 != 0) writer.u8(0xee);
  };
  writer.raw(next).u32_little(count).u32_little(500).u32_little(0).u32_little(count);
  for (std::uint32_t i = 0; i < count; ++i) {
    align();
    writer.zeros(16).u32_little(i + 1).u32_little(0).u32_little(i + 1).text(std::string(i, 'a')).u8(0);
  }
  for (const Bytes& one : towers) {
    align();
    writer.u32_little(static_cast<std::uint32_t>(one.size())).u32_little(static_cast<std::uint32_t>(one.size())).raw(one);
  }
  align();
  return writer.u32_little(status).bytes();
}

}  // namespace flowvet::test
