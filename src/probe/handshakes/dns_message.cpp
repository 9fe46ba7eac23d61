// The reply is held against id, direction bit and question; what it answers does not matter.
#include "probe/handshakes/dns_message.hpp"

namespace flowvet::probe {

namespace {

constexpr std::uint16_t recursion_desired = 0x0100;
constexpr std::uint16_t response_bit = 0x8000, opcode_mask = 0x7800, authoritative_bit = 0x0400, recursion_available_bit = 0x0080;
constexpr std::uint8_t format_error = 1;

/// The root's name, type NS, class IN.
constexpr std::array<std::uint8_t, 5> question{0, 0, 2, 0, 1};

}  // namespace

Bytes dns_query(std::uint16_t id) {
  return Writer().u16(id).u16(recursion_desired).u16(1).u16(0).u16(0).u16(0).raw(question).bytes();
}

std::optional<DnsReply> parse_dns_reply(ByteView bytes, std::uint16_t id) {
  Reader reader(bytes);
  const std::uint16_t reply_id = reader.u16();
  const std::uint16_t flags = reader.u16();
  const std::uint16_t questions = reader.u16();
  reader.skip(6);
  if (!reader.ok() || reply_id != id || (flags & response_bit) == 0 || (flags & opcode_mask) != 0) return std::nullopt;
  const auto rcode = static_cast<std::uint8_t>(flags & 0x0FU);
  // A server that could not read the question need not repeat it.
  const bool repeats_question = questions == 1 && std::ranges::equal(reader.take(question.size()), question);
  if (!repeats_question && !(questions == 0 && rcode == format_error)) return std::nullopt;
  return DnsReply{rcode, (flags & authoritative_bit) != 0, (flags & recursion_available_bit) != 0};
}

std::string rcode_text(std::uint8_t rcode) {
  constexpr std::array names{"NOERROR", "FORMERR", "SERVFAIL", "NXDOMAIN", "NOTIMP", "REFUSED"};
  return rcode < names.size() ? names[rcode] : "RCODE " + std::to_string(rcode);
}

}  // namespace flowvet::probe
