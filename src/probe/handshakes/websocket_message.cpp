// SHA-1 from Boost, so that builds without OpenSSL have it too; the protocol wants it as a checksum, not as protection.
#include "probe/handshakes/websocket_message.hpp"

#include <boost/uuid/detail/sha1.hpp>

namespace flowvet::probe {

std::string base64_text(ByteView bytes) {
  constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const ByteView group = bytes.subspan(i, std::min<std::size_t>(3, bytes.size() - i));
    std::uint32_t bits = 0;
    for (std::size_t j = 0; j < 3; ++j) bits = bits << 8U | (j < group.size() ? group[j] : 0U);
    for (std::size_t j = 0; j < 4; ++j) text += j <= group.size() ? digits[bits >> (18U - 6U * j) & 0x3FU] : '=';
  }
  return text;
}

std::string websocket_accept(std::string_view key) {
  constexpr std::string_view guid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  boost::uuids::detail::sha1 hash;
  hash.process_bytes(key.data(), key.size());
  hash.process_bytes(guid.data(), guid.size());
  boost::uuids::detail::sha1::digest_type words{};
  hash.get_digest(words);
  Writer digest;
  for (const unsigned int word : words) digest.u32(word);
  return base64_text(digest.bytes());
}

}  // namespace flowvet::probe
