// The lines of HTTP responses: whatever is accepted has the form that it claims.
#include "probe/handshakes/http_reply.hpp"
#include "probe/handshakes/web.hpp"
#include "require.hpp"

#include <algorithm>
#include <cstdint>
#include <string_view>

using namespace flowvet::probe;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view line(reinterpret_cast<const char*>(data), size);
  if (const auto head = parse_status_line(line)) REQUIRE_ALWAYS(100 <= head->status && head->status <= 999 && head->reason.size() < size);
  if (const auto field = parse_field(line)) {
    REQUIRE_ALWAYS(!field->first.empty() && field->first.find(' ') == std::string::npos);
    REQUIRE_ALWAYS(std::ranges::none_of(field->first, [](char c) { return c >= 'A' && c <= 'Z'; }));
    REQUIRE_ALWAYS(field->first.size() + field->second.size() < size);
  }
  if (const auto chunk = parse_chunk_size(line)) REQUIRE_ALWAYS(*chunk < std::uint64_t{1} << 40U);
  if (const auto length = parse_content_length(line)) REQUIRE_ALWAYS(*length < std::uint64_t{1} << 40U);
  if (const auto host = url_host(line)) {
    REQUIRE_ALWAYS(!host->empty() && host->size() < size && host->find('/') == std::string::npos);
    static_cast<void>(leads_elsewhere("peer.example", *host));
    REQUIRE_ALWAYS(!leads_elsewhere(*host, *host));
  }
  constexpr double year_10000 = 253402300800.0;  // four digits
  if (const auto date = parse_http_date(line)) REQUIRE_ALWAYS(*date < year_10000);
  return 0;
}
