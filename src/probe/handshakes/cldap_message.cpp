// Names are compressed as in DNS (RFC 1035 section 4.1.4): the end of a name may stand earlier in the message.
#include "probe/handshakes/cldap_message.hpp"

#include "probe/handshakes/ber.hpp"

namespace flowvet::probe {

namespace {

constexpr std::uint8_t search_request = 0x63, and_filter = 0xa0, equality_filter = 0xa3, boolean = 0x01;
// NETLOGON_NT_VERSION_5 and 5EX ask for the form of the answer that has forest, domain and site ([MS-ADTS] 6.3.1.1).
constexpr std::array<std::uint8_t, 4> version_5_extended{0x06, 0x00, 0x00, 0x00};

constexpr std::uint16_t logon_response = 23, logon_paused = 24, logon_user_unknown = 25;

constexpr std::uint8_t pointer = 0xc0;
constexpr std::size_t longest_name = 255;  // RFC 1035
constexpr int most_pointers = 16;          // a name has no more than a few; ends a circle

/// The name at `at`, which moves behind it.
std::optional<std::string> read_name(ByteView message, std::size_t& at) {
  std::string name;
  std::size_t here = at;
  int pointers = 0;
  while (here < message.size() && name.size() <= longest_name) {
    const std::uint8_t length = message[here];
    if ((length & pointer) == pointer) {
      if (here + 1 >= message.size() || ++pointers > most_pointers) return std::nullopt;
      if (pointers == 1) at = here + 2;
      here = static_cast<std::size_t>(length & 0x3FU) << 8U | message[here + 1];
      continue;
    }
    if ((length & pointer) != 0 || length >= message.size() - here) return std::nullopt;
    here += 1;
    if (length == 0) {
      if (pointers == 0) at = here;
      return name;
    }
    if (!name.empty()) name += '.';
    name += to_string(message.subspan(here, length));
    here += length;
  }
  return std::nullopt;
}

Bytes octets(std::string_view text) {
  return ber::element(ber::octet_string, to_bytes(text));
}

}  // namespace

Bytes cldap_request(std::uint32_t id) {
  const Bytes version =
      ber::element(equality_filter, Writer().raw(octets("NtVer")).raw(ber::element(ber::octet_string, version_5_extended)).bytes());
  constexpr std::uint8_t base_object = 0, never_dereference = 0, no_limit = 0, types_only = 0;
  const Bytes search = Writer()
                           .raw(octets(""))
                           .u8(ber::enumerated)
                           .u8(1)
                           .u8(base_object)
                           .u8(ber::enumerated)
                           .u8(1)
                           .u8(never_dereference)
                           .u8(ber::integer)
                           .u8(1)
                           .u8(no_limit)
                           .u8(ber::integer)
                           .u8(1)
                           .u8(no_limit)
                           .u8(boolean)
                           .u8(1)
                           .u8(types_only)
                           .raw(ber::element(and_filter, version))
                           .raw(ber::element(ber::sequence, octets("Netlogon")))
                           .bytes();
  return ber::element(ber::sequence, Writer().raw(ber::number(id)).raw(ber::element(search_request, search)).bytes());
}

std::optional<Netlogon> parse_netlogon(ByteView bytes) {
  constexpr std::size_t flags_size = 4, guid_size = 16;
  Reader reader(bytes);
  const std::uint16_t code = reader.u16_little();
  reader.skip(2 + flags_size + guid_size);
  if (!reader.ok() || code < logon_response || code > logon_user_unknown) return std::nullopt;
  Netlogon answer;
  answer.paused = code == logon_paused;
  std::string netbios_domain, netbios_host, user;
  std::size_t at = bytes.size() - reader.rest().size();
  for (std::string* name :
       {&answer.forest, &answer.domain, &answer.host, &netbios_domain, &netbios_host, &user, &answer.server_site, &answer.client_site}) {
    auto text = read_name(bytes, at);
    if (!text) return std::nullopt;
    *name = std::move(*text);
  }
  return answer;
}

}  // namespace flowvet::probe
