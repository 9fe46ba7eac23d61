// The length is held against limits before it is waited for: any text would else be a length of a gigabyte.
#include "probe/handshakes/framed.hpp"

namespace flowvet::probe {

namespace {
constexpr std::size_t prefix_size = 4;
}

Bytes framed(ByteView message) {
  return Writer().u32(static_cast<std::uint32_t>(message.size())).raw(message).bytes();
}

Task<Io<std::optional<Bytes>>> read_framed(Channel& channel, std::size_t smallest, std::size_t largest) {
  const auto prefix = co_await channel.read_exactly(prefix_size);
  if (!prefix) co_return prefix.error();
  const std::size_t length = Reader(*prefix).u32();
  if (length < smallest || length > largest) co_return std::nullopt;
  auto message = co_await channel.read_exactly(length);
  if (!message) co_return message.error();
  co_return std::move(*message);
}

}  // namespace flowvet::probe
