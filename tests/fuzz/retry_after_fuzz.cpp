// What a receiver says about when to come back: whatever it is, the answer is within a day, or there is none.
#include "agent/telling/backoff.hpp"
#include "require.hpp"

#include <cstdint>
#include <string_view>

using namespace flowvet::agent::telling;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto now = flowvet::agent::WallTime{std::chrono::sys_days{std::chrono::year{2026} / 1 / 31}};
  const auto wait = parse_retry_after({reinterpret_cast<const char*>(data), size}, now);
  if (!wait) return 0;
  REQUIRE_ALWAYS(*wait >= std::chrono::seconds{0} && *wait <= longest_age);
  return 0;
}
