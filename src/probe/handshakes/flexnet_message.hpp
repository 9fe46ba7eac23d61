// FlexNet license manager messages: the hello of a client that wants to know who serves, and the forms of its reply.
#pragma once

#include "probe/bytes.hpp"

#include <optional>
#include <string>

namespace flowvet::probe {

/// A hello for the vendor CITRIX. All its texts are short and terminated: old managers overflow otherwise.
Bytes flexnet_hello();

/// How a reply begins, which also tells its size.
enum class FlexnetForm : std::uint8_t {
  counted,  ///< 11.10 and later: a header with check byte and size
  fixed,    ///< earlier: 147 bytes
  error,    ///< an error number as text
};

/// The form by the first byte; nullopt when no reply begins with it.
std::optional<FlexnetForm> flexnet_form(std::uint8_t first);

/// Bytes before a counted reply's own content.
inline constexpr std::size_t flexnet_header_size = 20;
/// The whole of a fixed reply.
inline constexpr std::size_t flexnet_fixed_size = 147;
/// As much of an error as tells that it is one.
inline constexpr std::size_t flexnet_error_size = 7;

/// The size of a counted reply, header included; nullopt when the check byte is wrong.
std::optional<std::size_t> flexnet_reply_size(ByteView header);

/// What a counted reply tells. Texts are empty and the port zero where it does not.
struct FlexnetReply {
  std::string host;
  std::string daemon;
  std::string version;
  std::uint32_t vendor_port = 0;  ///< where the vendor daemon listens
};
FlexnetReply parse_flexnet_reply(ByteView reply);

/// Whether a fixed reply has the form of one: a count in decimal digits, or printable text, between zeros.
bool is_flexnet_fixed_reply(ByteView reply);

/// The error's number, e.g. -60; nullopt for other bytes.
std::optional<int> flexnet_error_number(ByteView error);

}  // namespace flowvet::probe
