// Each field of these sequences stands in a context tag of its own, in ascending order; the optional ones may be missing.
#include "probe/handshakes/kerberos_message.hpp"

#include "probe/handshakes/ber.hpp"

#include <charconv>
#include <chrono>

namespace flowvet::probe {

namespace {

constexpr std::uint8_t application_as_req = 0x6a, application_krb_error = 0x7e, context = 0xa0;
constexpr std::uint8_t bit_string = 0x03, generalized_time = 0x18, general_string = 0x1b;
constexpr std::uint8_t version5 = 5, type_as_req = 10, type_krb_error = 30;
constexpr std::uint8_t name_type_service = 2;  // NT-SRV-INST
constexpr std::uint8_t aes256_sha1 = 18, aes128_sha1 = 17, rc4_hmac = 23;

Bytes field(std::uint8_t number, ByteView value) {
  return ber::element(static_cast<std::uint8_t>(context + number), value);
}
Bytes small_number(std::uint8_t value) {
  return ber::element(ber::integer, Bytes{value});
}
Bytes string(std::string_view text) {
  return ber::element(general_string, to_bytes(text));
}
Bytes sequence(const Writer& content) {
  return ber::element(ber::sequence, content.bytes());
}

Bytes ticket_service(const std::string& realm) {
  const Bytes parts = sequence(Writer().raw(string("krbtgt")).raw(string(realm)));
  return sequence(Writer().raw(field(0, small_number(name_type_service))).raw(field(1, parts)));
}

std::optional<ByteView> next_field(ByteView& rest, std::uint8_t number) {
  return ber::next(rest, static_cast<std::uint8_t>(context + number));
}

std::optional<std::uint32_t> next_number(ByteView& rest, std::uint8_t number) {
  auto value = next_field(rest, number);
  if (!value) return std::nullopt;
  const auto digits = ber::next(*value, ber::integer);
  return digits ? ber::to_number(*digits) : std::nullopt;
}

/// The text of an ASN.1 string or time; empty when the field is absent.
std::string next_text(ByteView& rest, std::uint8_t number, std::uint8_t tag) {
  auto value = next_field(rest, number);
  if (!value) return {};
  const auto text = ber::next(*value, tag);
  return text ? to_string(*text) : std::string();
}

std::vector<std::string> read_name(ByteView field_value) {
  std::vector<std::string> parts;
  auto name = ber::next(field_value, ber::sequence);
  if (!name) return parts;
  next_field(*name, 0);
  auto list = next_field(*name, 1);
  auto strings = list ? ber::next(*list, ber::sequence) : std::nullopt;
  while (strings) {
    const auto part = ber::next(*strings, general_string);
    if (!part) break;
    parts.push_back(to_string(*part));
  }
  return parts;
}

/// "20260501093000Z" in seconds since 1970.
std::optional<double> parse_time(std::string_view text) {
  constexpr std::size_t size = 15;
  if (text.size() != size || text.back() != 'Z') return std::nullopt;
  const auto digits = [text](std::size_t from, std::size_t count) {
    unsigned value = 0;
    const auto [end, error] = std::from_chars(text.data() + from, text.data() + from + count, value);
    return error == std::errc{} && end == text.data() + from + count ? std::optional(value) : std::nullopt;
  };
  const auto year = digits(0, 4), month = digits(4, 2), day = digits(6, 2), hour = digits(8, 2), minute = digits(10, 2),
             second = digits(12, 2);
  if (!year || !month || !day || !hour || !minute || !second || *hour > 23 || *minute > 59 || *second > 60) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(static_cast<int>(*year)), std::chrono::month(*month), std::chrono::day(*day)};
  if (!date.ok()) return std::nullopt;
  const auto days = std::chrono::sys_days(date).time_since_epoch();
  return static_cast<double>(std::chrono::seconds(days).count()) + *hour * 3600.0 + *minute * 60.0 + *second;
}

}  // namespace

Bytes kerberos_request(const std::string& realm, std::uint32_t nonce) {
  const Bytes no_options = ber::element(bit_string, Bytes{0, 0, 0, 0, 0});
  const Bytes until = ber::element(generalized_time, to_bytes("20370913024805Z"));  // what clients send for "as long as you like"
  const Bytes encryption = sequence(Writer().raw(small_number(aes256_sha1)).raw(small_number(aes128_sha1)).raw(small_number(rc4_hmac)));
  const Bytes body = sequence(Writer()
                                  .raw(field(0, no_options))
                                  .raw(field(2, string(realm)))
                                  .raw(field(3, ticket_service(realm)))
                                  .raw(field(5, until))
                                  .raw(field(7, ber::number(nonce)))
                                  .raw(field(8, encryption)));
  const Bytes request =
      sequence(Writer().raw(field(1, small_number(version5))).raw(field(2, small_number(type_as_req))).raw(field(4, body)));
  return ber::element(application_as_req, request);
}

std::optional<KerberosError> parse_kerberos_error(ByteView bytes) {
  auto application = ber::next(bytes, application_krb_error);
  if (!application || !bytes.empty()) return std::nullopt;
  auto fields = ber::next(*application, ber::sequence);
  if (!fields || next_number(*fields, 0) != version5 || next_number(*fields, 1) != type_krb_error) return std::nullopt;
  next_field(*fields, 2);  // the client's time, which we did not send
  next_field(*fields, 3);
  const auto server_time = parse_time(next_text(*fields, 4, generalized_time));
  const auto microseconds = next_number(*fields, 5);
  const auto code = next_number(*fields, 6);
  if (!server_time || !microseconds || *microseconds >= 1000000U || !code) return std::nullopt;
  KerberosError error;
  error.code = *code;
  error.server_time = *server_time + *microseconds / 1e6;
  error.client_realm = next_text(*fields, 7, general_string);
  next_field(*fields, 8);  // the client's name
  error.realm = next_text(*fields, 9, general_string);
  const auto service = next_field(*fields, 10);
  if (!service) return std::nullopt;
  error.service = read_name(*service);
  next_field(*fields, 11);  // text for people
  if (auto data = next_field(*fields, 12)) {
    if (const auto octets = ber::next(*data, ber::octet_string)) error.data.assign(octets->begin(), octets->end());
  }
  return error;
}

bool is_about(const KerberosError& error, const std::string& realm) {
  return error.realm == realm || std::ranges::find(error.service, realm) != error.service.end();
}

std::string kerberos_error_text(std::uint32_t code) {
  struct Named {
    std::uint32_t code;
    std::string_view name;
  };
  // RFC 4120 section 7.5.9; those that this request can meet.
  constexpr Named names[] = {
      {6, "KDC_ERR_C_PRINCIPAL_UNKNOWN"}, {7, "KDC_ERR_S_PRINCIPAL_UNKNOWN"}, {12, "KDC_ERR_POLICY"},  {14, "KDC_ERR_ETYPE_NOSUPP"},
      {29, "KDC_ERR_SVC_UNAVAILABLE"},    {52, "KRB_ERR_RESPONSE_TOO_BIG"},   {60, "KRB_ERR_GENERIC"}, {68, "KDC_ERR_WRONG_REALM"}};
  const auto* found = std::ranges::find(names, code, &Named::code);
  const std::string number = std::to_string(code);
  return found == std::end(names) ? number : number + ' ' + std::string(found->name);
}

}  // namespace flowvet::probe
