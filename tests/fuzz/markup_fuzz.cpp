// Any text has a root or none, and an element's text never holds a tag.
#include "probe/handshakes/markup.hpp"
#include "require.hpp"

#include <cstdint>
#include <string_view>

using namespace flowvet::probe;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto root = root_element(text)) REQUIRE_ALWAYS(!root->empty() && has_element(text, *root));
  if (const auto title = element_text(text, "title")) {
    REQUIRE_ALWAYS(title->find('<') == std::string::npos);
    REQUIRE_ALWAYS(has_element(text, "TITLE"));
  }
  return 0;
}
