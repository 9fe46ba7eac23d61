// Targets of requests to the agent: whatever is accepted begins with a slash and holds no control character.
#include "agent/http/message.hpp"
#include "require.hpp"

#include <algorithm>
#include <cstdint>
#include <string_view>

using namespace flowvet::agent::http;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto target = parse_target({reinterpret_cast<const char*>(data), size});
  if (!target) return 0;
  const auto is_plain = [](std::string_view text) {
    return std::ranges::none_of(text, [](unsigned char c) { return c < 0x20 || c == 0x7f; });
  };
  REQUIRE_ALWAYS(target->path.starts_with('/') && target->path.size() <= size && is_plain(target->path));
  for (const auto& [name, value] : target->query) REQUIRE_ALWAYS(name.size() + value.size() < size && is_plain(name) && is_plain(value));
  return 0;
}
