// Accept-Language as browsers and others send it: whatever follows the language that is wanted most does not change the choice.
#include "agent/web/page/language.hpp"
#include "require.hpp"

#include <cstdint>
#include <string>

using namespace flowvet::agent::web::page;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string rest(reinterpret_cast<const char*>(data), size);
  const auto alone = preferred_language(rest);
  REQUIRE_ALWAYS(alone == Language::en || alone == Language::ja);
  REQUIRE_ALWAYS(preferred_language("ja," + rest) == Language::ja);
  REQUIRE_ALWAYS(preferred_language("en;q=1.0," + rest) == Language::en);
  return 0;
}
