// Both parsers take what came in one read: the refusal is sent together with the version.
#include "probe/handshakes/vnc_message.hpp"

namespace flowvet::probe {

std::optional<std::string> parse_vnc_version(ByteView bytes) {
  constexpr std::string_view form = "RFB 000.000\n";
  if (bytes.size() < form.size()) return std::nullopt;
  for (std::size_t i = 0; i < form.size(); ++i) {
    const auto byte = static_cast<char>(bytes[i]);
    const bool fits = form[i] == '0' ? byte >= '0' && byte <= '9' : byte == form[i];
    if (!fits) return std::nullopt;
  }
  constexpr std::size_t digits_begin = 4, digits_size = 7;
  return to_string(bytes.subspan(digits_begin, digits_size));
}

std::optional<std::string> parse_vnc_refusal(ByteView after_version) {
  Reader reader(after_version);
  const std::uint32_t security = reader.u32();
  const std::uint32_t size = reader.u32();
  const ByteView text = reader.take(size);
  if (!reader.ok() || security != 0 || size == 0) return std::nullopt;
  return to_string(text);
}

}  // namespace flowvet::probe
