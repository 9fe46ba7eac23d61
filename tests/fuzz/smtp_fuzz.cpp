// A line that is accepted has a code of three digits.
#include "probe/handshakes/smtp_message.hpp"
#include "require.hpp"

#include <cstdint>

using namespace flowvet::probe;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view line(reinterpret_cast<const char*>(data), size);
  static_cast<void>(sounds_like_smtp(line));
  if (const auto reply = parse_smtp_line(line)) REQUIRE_ALWAYS(200 <= reply->code && reply->code < 600 && reply->text.size() + 3 <= size);
  return 0;
}
