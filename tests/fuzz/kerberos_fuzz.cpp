// Whatever is taken for an error has a possible time, and is not the request.
#include "probe/handshakes/kerberos_message.hpp"
#include "require.hpp"

#include <cstdint>

using namespace flowvet;
using namespace flowvet::probe;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView bytes(data, size);
  const auto error = parse_kerberos_error(bytes);
  if (!error) return 0;
  constexpr double year_0 = -62167219200.0, year_10000 = 253402300801.0;
  REQUIRE_ALWAYS(bytes[0] == 0x7e);
  REQUIRE_ALWAYS(error->server_time >= year_0 && error->server_time <= year_10000);
  REQUIRE_ALWAYS(!kerberos_error_text(error->code).empty());
  if (error->realm != "A.INVALID" && error->service.empty()) REQUIRE_ALWAYS(!is_about(*error, "A.INVALID"));
  return 0;
}
