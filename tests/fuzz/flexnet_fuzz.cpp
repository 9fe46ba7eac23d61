// Replies of license managers in all forms: nothing is read beyond them.
#include "probe/handshakes/flexnet_message.hpp"
#include "require.hpp"

using namespace flowvet::probe;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView bytes(data, size);
  if (size > 0) static_cast<void>(flexnet_form(data[0]));
  if (const auto whole = flexnet_reply_size(bytes)) REQUIRE_ALWAYS(*whole >= flexnet_header_size && *whole <= 0xffff);
  const FlexnetReply reply = parse_flexnet_reply(bytes);
  REQUIRE_ALWAYS(reply.host.size() + reply.daemon.size() <= size);
  REQUIRE_ALWAYS(reply.host.find('\0') == std::string::npos && reply.daemon.find('\0') == std::string::npos);
  if (is_flexnet_fixed_reply(bytes)) REQUIRE_ALWAYS(size == flexnet_fixed_size);
  if (const auto number = flexnet_error_number(bytes)) REQUIRE_ALWAYS(*number < 0);
  return 0;
}
