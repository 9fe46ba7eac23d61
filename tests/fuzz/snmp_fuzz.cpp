// A report about one message is none about another.
#include "probe/handshakes/snmp_message.hpp"
#include "require.hpp"

#include <cstdint>

using namespace flowvet;
using namespace flowvet::probe;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView bytes(data, size);
  constexpr std::uint32_t message_id = 0x71383f46;
  const auto report = parse_snmp_report(bytes, message_id);
  if (!report) return 0;
  REQUIRE_ALWAYS(report->engine_id.size() >= 5 && report->engine_id.size() <= 32);
  REQUIRE_ALWAYS(!parse_snmp_report(bytes, message_id + 1));
  return 0;
}
