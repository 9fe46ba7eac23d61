// A reply to one echo request is none to another.
#include "probe/echo.hpp"
#include "require.hpp"

#include <cstdint>

using namespace flowvet;
using namespace flowvet::probe;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView bytes(data, size);
  EchoRequest request;
  for (std::size_t i = 0; i < request.nonce.size(); ++i) request.nonce[i] = static_cast<std::uint8_t>(0x31 + 7 * i);
  for (const Family family : {Family::v4, Family::v6}) {
    for (const bool with_ip_header : {false, true}) {
      request.family = family;
      if (!is_echo_reply(bytes, request, with_ip_header)) continue;
      EchoRequest other = request;
      other.nonce.back() ^= 1U;
      REQUIRE_ALWAYS(!is_echo_reply(bytes, other, with_ip_header));
    }
  }
  return 0;
}
