// Only agents send a Report, and it repeats our message id.
#include "probe/handshakes/snmp_message.hpp"

#include "probe/handshakes/ber.hpp"

namespace flowvet::probe {

namespace {

constexpr std::uint8_t get_request = 0xa0, report = 0xa8, object_id = 0x06;
constexpr std::uint8_t version3 = 3, security_model_user = 3;
constexpr std::uint8_t flag_reportable = 0x04;
constexpr std::uint32_t largest_message = 65507;  // of a datagram
constexpr std::size_t smallest_engine_id = 5, largest_engine_id = 32;

// The counters that a Report may hold: SNMP-MPD-MIB (RFC 3412) and SNMP-USER-BASED-SM-MIB (RFC 3414) below 1.3.6.1.6.3.
constexpr std::array<std::uint8_t, 8> dispatcher_counters{0x2b, 6, 1, 6, 3, 11, 2, 1}, user_counters{0x2b, 6, 1, 6, 3, 15, 1, 1};

Bytes small_number(std::uint8_t value) {
  return ber::element(ber::integer, Bytes{value});
}
Bytes octets(ByteView value) {
  return ber::element(ber::octet_string, value);
}
Bytes sequence(const Writer& content) {
  return ber::element(ber::sequence, content.bytes());
}

std::optional<std::uint32_t> next_number(ByteView& rest) {
  const auto value = ber::next(rest, ber::integer);
  return value ? ber::to_number(*value) : std::nullopt;
}

std::optional<SnmpReport> parse_security(ByteView parameters) {
  auto fields = ber::next(parameters, ber::sequence);
  const auto engine_id = fields ? ber::next(*fields, ber::octet_string) : std::nullopt;
  if (!engine_id || engine_id->size() < smallest_engine_id || engine_id->size() > largest_engine_id) return std::nullopt;
  const auto boots = next_number(*fields);
  const auto seconds = next_number(*fields);
  if (!boots || !seconds) return std::nullopt;
  return SnmpReport{Bytes(engine_id->begin(), engine_id->end()), *boots, *seconds};
}

bool is_counter(ByteView id) {
  const auto begins_with = [id](ByteView prefix) {
    return id.size() > prefix.size() && std::ranges::equal(id.first(prefix.size()), prefix);
  };
  return begins_with(dispatcher_counters) || begins_with(user_counters);
}

/// A scoped PDU in the clear: context, then a Report with one of the known counters.
bool is_report(ByteView scoped) {
  ber::next(scoped, ber::octet_string);
  ber::next(scoped, ber::octet_string);
  auto pdu = ber::next(scoped, report);
  if (!pdu) return false;
  for (int number = 0; number < 3; ++number) ber::next(*pdu, ber::integer);  // request id, error status, error index
  auto variables = ber::next(*pdu, ber::sequence);
  auto variable = variables ? ber::next(*variables, ber::sequence) : std::nullopt;
  const auto id = variable ? ber::next(*variable, object_id) : std::nullopt;
  return id && is_counter(*id);
}

}  // namespace

Bytes snmp_discovery(std::uint32_t message_id, std::uint32_t request_id) {
  const Bytes nothing = octets({});
  const Bytes header = sequence(Writer()
                                    .raw(ber::number(message_id))
                                    .raw(ber::number(largest_message))
                                    .raw(octets(Bytes{flag_reportable}))
                                    .raw(small_number(security_model_user)));
  const Bytes security = sequence(Writer().raw(nothing).raw(small_number(0)).raw(small_number(0)).raw(nothing).raw(nothing).raw(nothing));
  const Bytes no_variables = ber::element(ber::sequence, {});
  const Bytes pdu =
      ber::element(get_request, Writer().raw(ber::number(request_id)).raw(small_number(0)).raw(small_number(0)).raw(no_variables).bytes());
  return sequence(
      Writer().raw(small_number(version3)).raw(header).raw(octets(security)).raw(sequence(Writer().raw(nothing).raw(nothing).raw(pdu))));
}

std::optional<SnmpReport> parse_snmp_report(ByteView bytes, std::uint32_t message_id) {
  auto message = ber::next(bytes, ber::sequence);
  if (!message || next_number(*message) != version3) return std::nullopt;
  auto header = ber::next(*message, ber::sequence);
  if (!header || next_number(*header) != message_id) return std::nullopt;
  const auto security = ber::next(*message, ber::octet_string);
  const auto scoped = ber::next(*message, ber::sequence);
  if (!security || !scoped || !is_report(*scoped)) return std::nullopt;
  return parse_security(*security);
}

}  // namespace flowvet::probe
