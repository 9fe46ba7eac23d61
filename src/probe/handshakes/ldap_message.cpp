// Only servers send the tags that are accepted here, so an echo of the request is no reply.
#include "probe/handshakes/ldap_message.hpp"

#include "probe/handshakes/ber.hpp"

namespace flowvet::probe {

namespace {

constexpr std::uint8_t search_request = 0x63, search_entry = 0x64, search_done = 0x65, extended_response = 0x78;
constexpr std::uint8_t present_filter = 0x87;
constexpr std::uint8_t boolean = 0x01;

Bytes text_element(std::uint8_t tag, std::string_view text) { return ber::element(tag, to_bytes(text)); }

std::map<std::string, std::string, AttributeOrder> read_attributes(ByteView entry) {
  std::map<std::string, std::string, AttributeOrder> attributes;
  ber::next(entry, ber::octet_string);  // the entry's own name, empty for the rootDSE
  auto list = ber::next(entry, ber::sequence);
  while (list) {
    auto attribute = ber::next(*list, ber::sequence);
    if (!attribute) break;
    const auto type = ber::next(*attribute, ber::octet_string);
    auto values = ber::next(*attribute, ber::set);
    if (!type || !values) break;
    if (const auto value = ber::next(*values, ber::octet_string)) attributes.emplace(to_string(*type), to_string(*value));
  }
  return attributes;
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

}  // namespace

bool AttributeOrder::operator()(const std::string& a, const std::string& b) const {
  return std::ranges::lexicographical_compare(a, b, {}, lower, lower);
}

Bytes ldap_root_search(std::uint32_t id, const std::vector<std::string>& attributes) {
  Writer names;
  for (const std::string& name : attributes) names.raw(text_element(ber::octet_string, name));
  constexpr std::uint8_t base_object = 0, never_dereference = 0, size_limit = 1, time_limit_seconds = 100, types_only = 0;
  const Bytes search = Writer()
                           .raw(text_element(ber::octet_string, ""))
                           .u8(ber::enumerated).u8(1).u8(base_object)
                           .u8(ber::enumerated).u8(1).u8(never_dereference)
                           .u8(ber::integer).u8(1).u8(size_limit)
                           .u8(ber::integer).u8(1).u8(time_limit_seconds)
                           .u8(boolean).u8(1).u8(types_only)
                           .raw(text_element(present_filter, "objectClass"))
                           .raw(ber::element(ber::sequence, names.bytes()))
                           .bytes();
  return ber::element(ber::sequence, Writer().raw(ber::number(id)).raw(ber::element(search_request, search)).bytes());
}

std::optional<LdapReply> parse_ldap_reply(ByteView bytes, std::uint32_t id) {
  auto message = ber::next(bytes, ber::sequence);
  if (!message) return std::nullopt;
  const auto id_bytes = ber::next(*message, ber::integer);
  const auto operation = ber::next(*message);
  if (!id_bytes || !operation) return std::nullopt;
  const auto reply_id = ber::to_number(*id_bytes);
  if (operation->tag == extended_response && reply_id == 0U) return LdapReply{LdapReply::Kind::notice, {}};
  if (reply_id != id) return std::nullopt;
  if (operation->tag == search_entry) return LdapReply{LdapReply::Kind::entry, read_attributes(operation->value)};
  if (operation->tag == search_done) return LdapReply{LdapReply::Kind::done, {}};
  return std::nullopt;
}

}  // namespace flowvet::probe
