// A reply differs from a START echoed back in its sequence number: the client's packets are odd, the server's even.
#include "probe/handshakes/tacacs_message.hpp"

#include "probe/digest.hpp"

#include <algorithm>

namespace flowvet::probe {

namespace {

constexpr std::uint8_t major_version = 0xc0, minor_one = 0x01, major_mask = 0xf0;
constexpr std::uint8_t authentication = 0x01;
constexpr std::uint8_t first_packet = 1, second_packet = 2;
constexpr std::uint32_t smallest_reply = 6;  // status, flags and two lengths (section 5.2)
constexpr std::uint32_t largest_reply = 6 + 2 * 0xffff;
constexpr std::uint8_t not_hidden = 0x01;                                 // a flag of the header
constexpr std::uint8_t last_status = 0x07, follow_status = 0x21;          // section 5.2
constexpr std::uint8_t login = 0x01, ascii = 0x01, login_service = 0x01;  // section 5.1
constexpr std::string_view port = "flowvet";                              // whoever reads the server's log recognises it

Bytes start(std::uint8_t version, std::uint32_t session, ByteView body) {
  return Writer()
      .u8(version)
      .u8(authentication)
      .u8(first_packet)
      .u8(0)
      .u32(session)
      .u32(static_cast<std::uint32_t>(body.size()))
      .raw(body)
      .bytes();
}

/// Section 4.5: the body and a pad of chained digests, one over the other; hiding and opening are the same.
std::optional<Bytes> hidden(ByteView body, std::uint32_t session, std::uint8_t version, std::uint8_t sequence, std::string_view secret) {
  const Bytes seed = Writer().u32(session).text(secret).u8(version).u8(sequence).bytes();
  Bytes result(body.begin(), body.end());
  Bytes link;
  for (std::size_t i = 0; i < result.size(); ++i) {
    if (i % sizeof(Md5) == 0) {
      const auto digest = md5(Writer().raw(seed).raw(link).bytes());
      if (!digest) return std::nullopt;
      link.assign(digest->begin(), digest->end());
    }
    result[i] ^= link[i % sizeof(Md5)];
  }
  return result;
}

bool is_reply_body(ByteView body) {
  Reader reader(body);
  const std::uint8_t status = reader.u8(), flags = reader.u8();
  const std::size_t message_size = reader.u16(), data_size = reader.u16();
  const bool known = (status >= 1 && status <= last_status) || status == follow_status;
  return reader.ok() && known && flags <= 1 && reader.rest().size() == message_size + data_size;
}

}  // namespace

Bytes tacacs_start(std::uint32_t session, ByteView body) {
  return start(major_version | minor_one, session, body);
}

std::optional<Bytes> tacacs_login(std::uint32_t session, std::string_view secret) {
  const Bytes body = Writer()
                         .u8(login)
                         .u8(0)  // least privilege
                         .u8(ascii)
                         .u8(login_service)
                         .u8(0)  // no user
                         .u8(port.size())
                         .u8(0)  // no remote address
                         .u8(0)  // no data
                         .text(port)
                         .bytes();
  const auto sealed = hidden(body, session, major_version, first_packet, secret);
  return sealed ? std::optional(start(major_version, session, *sealed)) : std::nullopt;
}

bool is_authentic_tacacs_reply(ByteView header, ByteView body, std::string_view secret) {
  Reader reader(header);
  const std::uint8_t version = reader.u8();
  reader.skip(1);
  const std::uint8_t sequence = reader.u8(), flags = reader.u8();
  const std::uint32_t session = reader.u32();
  if (!reader.ok() || (flags & not_hidden) != 0) return false;
  const auto opened = hidden(body, session, version, sequence, secret);
  return opened && is_reply_body(*opened);
}

std::optional<std::size_t> tacacs_reply_size(ByteView header, std::uint32_t session) {
  Reader reader(header);
  const std::uint8_t version = reader.u8(), type = reader.u8(), sequence = reader.u8();
  reader.skip(1);
  const std::uint32_t reply_session = reader.u32(), size = reader.u32();
  if (!reader.ok() || (version & major_mask) != major_version || type != authentication || sequence != second_packet) return std::nullopt;
  if (reply_session != session || size < smallest_reply || size > largest_reply) return std::nullopt;
  return size;
}

}  // namespace flowvet::probe
