// Points in time as clients of the API write them: whatever is accepted can be printed and read again.
#include "agent/since.hpp"
#include "report/time_text.hpp"
#include "require.hpp"

#include <cstdint>
#include <string_view>

using namespace flowvet;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto now = std::chrono::sys_days{std::chrono::January / 31 / 2026} + std::chrono::milliseconds{0};
  const auto since = agent::parse_since({reinterpret_cast<const char*>(data), size}, now);
  if (!since) return 0;
  const auto again = agent::parse_since(report::to_rfc3339(*since), now);
  REQUIRE_ALWAYS(again && *again == *since);
  return 0;
}
