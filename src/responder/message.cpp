// The layouts of the responder protocol, field by field. Offsets are in the comments because another implementation needs them.
#include "responder/message.hpp"

#include <algorithm>

namespace flowvet::responder {
namespace {

using probe::ErrorKind;
using probe::Reader;
using probe::Writer;

constexpr std::string_view magic = "FVR1";
constexpr std::size_t tag_size = std::tuple_size_v<probe::Sha256>;

/// Which message it is; Call has the answers' key, because the same side writes it.
enum class Kind : std::uint8_t { ask = 1, answer = 2, call = 3 };

enum class WireFamily : std::uint8_t { none = 0, v4 = 4, v6 = 6 };

template <class E>
struct WireNumber {
  E value;
  std::uint8_t number;
};
template <class E>
WireNumber(E, int) -> WireNumber<E>;  // clang below 17 does not deduce aggregates by itself

// Numbers of the protocol, apart from the order of the enumerations. Kinds that are not here travel as `other`.
constexpr std::array transports{WireNumber{catalog::Transport::tcp, 1}, WireNumber{catalog::Transport::udp, 2}};
constexpr std::uint8_t no_report = 0;
constexpr std::array errors{WireNumber{ErrorKind::none, 1},
                            WireNumber{ErrorKind::timed_out, 2},
                            WireNumber{ErrorKind::refused, 3},
                            WireNumber{ErrorKind::reset, 4},
                            WireNumber{ErrorKind::net_unreachable, 5},
                            WireNumber{ErrorKind::host_unreachable, 6},
                            WireNumber{ErrorKind::prohibited, 7},
                            WireNumber{ErrorKind::protocol_unreachable, 8},
                            WireNumber{ErrorKind::not_permitted, 9},
                            WireNumber{ErrorKind::no_descriptors, 10},
                            WireNumber{ErrorKind::no_source_port, 11},
                            WireNumber{ErrorKind::other, 255}};

template <class E, std::size_t n>
std::optional<E> from_wire(const std::array<WireNumber<E>, n>& table, std::uint8_t number) {
  for (const auto& entry : table)
    if (entry.number == number) return entry.value;
  return std::nullopt;
}

std::uint8_t to_wire(ErrorKind kind) {
  const auto entry = std::ranges::find(errors, kind, &WireNumber<ErrorKind>::value);
  return entry == errors.end() ? errors.back().number : entry->number;
}

std::uint8_t to_wire(catalog::Transport transport) {
  return std::ranges::find(transports, transport, &WireNumber<catalog::Transport>::value)->number;
}

// 8 bytes
void put_time(Writer& out, WallTime time) {
  const auto value = static_cast<std::uint64_t>(time.time_since_epoch().count());
  out.u32(static_cast<std::uint32_t>(value >> 32U)).u32(static_cast<std::uint32_t>(value));
}

WallTime take_time(Reader& in) {
  const auto high = std::uint64_t{in.u32()};
  const auto value = high << 32U | in.u32();
  return WallTime{std::chrono::milliseconds{static_cast<std::int64_t>(value)}};
}

// 17 bytes: family, address with zeros behind IPv4
void put_address(Writer& out, const std::optional<IpAddress>& address) {
  if (!address) {
    out.u8(static_cast<std::uint8_t>(WireFamily::none)).zeros(16);
  } else {
    out.u8(static_cast<std::uint8_t>(address->family == Family::v4 ? WireFamily::v4 : WireFamily::v6)).raw(address->bytes);
  }
}

struct WireAddress {
  std::optional<IpAddress> address;
  bool ok = true;
};

WireAddress take_address(Reader& in) {
  const auto family = in.u8();
  const auto bytes = in.take(16);
  if (!in.ok()) return {std::nullopt, false};
  const auto is_zero = [](std::uint8_t byte) { return byte == 0; };
  if (family == static_cast<std::uint8_t>(WireFamily::none)) return {std::nullopt, std::ranges::all_of(bytes, is_zero)};
  IpAddress address;
  std::ranges::copy(bytes, address.bytes.begin());
  if (family == static_cast<std::uint8_t>(WireFamily::v6)) address.family = Family::v6;
  const bool v4 = family == static_cast<std::uint8_t>(WireFamily::v4) && std::ranges::all_of(bytes.subspan(4), is_zero);
  return {address, v4 || address.family == Family::v6};
}

// 19 bytes
void put_endpoint(Writer& out, const Endpoint& endpoint) {
  put_address(out, endpoint.address);
  out.u16(endpoint.port);
}

std::optional<Endpoint> take_endpoint(Reader& in) {
  auto address = take_address(in);
  const auto port = in.u16();
  if (!address.ok || !address.address) return std::nullopt;
  return Endpoint{*address.address, port};
}

template <class Id>
Id take_id(Reader& in) {
  Id id;
  const auto bytes = in.take(id.bytes.size());
  std::ranges::copy(bytes, id.bytes.begin());
  return id;
}

// 40 bytes: magic 0, kind 4, verb or status 5, length 6, session 8, nonce 24
Writer begin(Kind kind, std::uint8_t word, std::uint16_t size, const SessionId& session, const Nonce& nonce) {
  Writer out;
  out.text(magic).u8(static_cast<std::uint8_t>(kind)).u8(word).u16(size).raw(session.bytes).raw(nonce.bytes);
  return out;
}

Bytes finish(Writer out, std::size_t size, const probe::Sha256& key) {
  out.zeros(size - tag_size - out.bytes().size());
  const auto tag = probe::hmac_sha256(key, out.bytes());
  // Without OpenSSL there are no keys, and so no messages: a tag of zeros fits nobody's.
  return out.raw(tag.value_or(probe::Sha256{})).bytes();
}

/// The fields behind the head of a message with the right tag; nullopt for anything else.
std::optional<Reader> open(ByteView bytes, Kind kind, const probe::Sha256& key) {
  if (bytes.size() < smallest_message || bytes.size() > largest_message) return std::nullopt;
  Reader in(bytes.first(bytes.size() - tag_size));
  const auto word = probe::to_string(in.take(magic.size()));
  const auto found = in.u8();
  in.skip(1);
  if (word != magic || found != static_cast<std::uint8_t>(kind) || in.u16() != bytes.size()) return std::nullopt;
  const auto tag = probe::hmac_sha256(key, bytes.first(bytes.size() - tag_size));
  if (!tag || !probe::equal_in_constant_time(*tag, bytes.last(tag_size))) return std::nullopt;
  return in;
}

Verb verb_in(std::uint8_t number) {
  const auto verb = static_cast<Verb>(number);
  return to_word(verb) == "?" ? Verb::unknown : verb;
}

bool is_padding(const Reader& in) {
  return in.ok() && std::ranges::all_of(in.rest(), [](std::uint8_t byte) { return byte == 0; });
}

// 4 bytes: transport or 0, greet, port
void put_call_back(Writer& out, const std::optional<CallBack>& call_back) {
  if (!call_back) {
    out.zeros(4);
  } else {
    out.u8(to_wire(call_back->transport)).u8(call_back->greet ? 1 : 0).u16(call_back->port);
  }
}

/// Whether verb and fields agree.
bool take_call_back(Reader& in, Verb verb, std::optional<CallBack>& call_back) {
  const auto transport = in.u8();
  const auto greet = in.u8();
  const auto port = in.u16();
  if (verb == Verb::probe) return transport == 0 && greet == 0 && port == 0;
  const auto known = from_wire(transports, transport);
  if (!known || greet > (verb == Verb::call_back ? 1 : 0) || port == 0) return false;
  call_back = CallBack{*known, port, greet == 1};
  return true;
}

// 25 bytes: error kind or 0, ICMP family or 0, type, code, offender 17, round trip in microseconds
void put_report(Writer& out, const std::optional<CallBackReport>& report) {
  if (!report) {
    out.zeros(25);
    return;
  }
  out.u8(to_wire(report->error));
  if (report->icmp) {
    const auto family = report->icmp->family == Family::v4 ? WireFamily::v4 : WireFamily::v6;
    out.u8(static_cast<std::uint8_t>(family)).u8(report->icmp->type).u8(report->icmp->code);
    put_address(out, report->icmp->offender);
  } else {
    out.zeros(3 + 17);
  }
  out.u32(static_cast<std::uint32_t>(std::clamp<std::int64_t>(report->rtt.count(), 0, UINT32_MAX)));
}

bool take_report(Reader& in, std::optional<CallBackReport>& report) {
  const auto error = in.u8();
  const auto family = in.u8();
  const auto type = in.u8();
  const auto code = in.u8();
  const auto offender = take_address(in);
  const std::chrono::microseconds rtt{in.u32()};
  if (!offender.ok) return false;
  const bool no_icmp = family == 0 && type == 0 && code == 0 && !offender.address;
  if (error == no_report) return no_icmp && rtt.count() == 0;
  const auto kind = from_wire(errors, error);
  const bool v4 = family == static_cast<std::uint8_t>(WireFamily::v4);
  if (!kind || (!no_icmp && !v4 && family != static_cast<std::uint8_t>(WireFamily::v6))) return false;
  report = CallBackReport{*kind, std::nullopt, rtt};
  if (!no_icmp) report->icmp = probe::Icmp{v4 ? Family::v4 : Family::v6, type, code, offender.address, 0, 0};
  return true;
}

}  // namespace

std::optional<Keys> derive_keys(std::string_view token) {
  const auto key = probe::to_bytes(token);
  const auto ask = probe::hmac_sha256(key, probe::to_bytes("flowvet responder 1 ask"));
  const auto answer = probe::hmac_sha256(key, probe::to_bytes("flowvet responder 1 answer"));
  if (!ask || !answer) return std::nullopt;
  return Keys{*ask, *answer};
}

// sent 40, sequence 48, answer size 50, target 52, call-back 71, zeros from 75, tag
Bytes write(const Ask& ask, const Keys& keys) {
  auto out = begin(Kind::ask, static_cast<std::uint8_t>(ask.verb), ask.size, ask.session, ask.nonce);
  put_time(out, ask.sent);
  out.u16(ask.sequence).u16(ask.answer_size);
  put_endpoint(out, ask.target);
  put_call_back(out, ask.call_back);
  return finish(std::move(out), ask.size, keys.ask);
}

std::optional<Ask> parse_ask(ByteView bytes, const Keys& keys) {
  auto in = open(bytes, Kind::ask, keys.ask);
  if (!in) return std::nullopt;
  Ask ask;
  ask.size = static_cast<std::uint16_t>(bytes.size());
  ask.verb = verb_in(bytes[5]);
  ask.session = take_id<SessionId>(*in);
  ask.nonce = take_id<Nonce>(*in);
  ask.sent = take_time(*in);
  ask.sequence = in->u16();
  ask.answer_size = in->u16();
  const auto target = take_endpoint(*in);
  if (!target) return std::nullopt;
  ask.target = *target;
  // What a later version puts behind these fields is its own affair.
  if (ask.verb != Verb::unknown && !(take_call_back(*in, ask.verb, ask.call_back) && is_padding(*in))) return std::nullopt;
  const bool fits = ask.answer_size == 0 || (ask.answer_size >= smallest_message && ask.answer_size <= ask.size);
  if (ask.sequence == 0 || !fits) return std::nullopt;
  return ask;
}

// received 40, source 48, target 67, hop limit 86, ask size 87, arrived 89, highest 91, call-back report 93, zeros from 118, tag
Bytes write(const Answer& answer, const Keys& keys) {
  auto out = begin(Kind::answer, static_cast<std::uint8_t>(answer.status), answer.size, answer.session, answer.nonce);
  put_time(out, answer.received);
  put_endpoint(out, answer.source);
  put_endpoint(out, answer.target);
  out.u8(answer.hops_left).u16(answer.ask_size).u16(answer.arrived).u16(answer.highest);
  put_report(out, answer.call_back);
  return finish(std::move(out), answer.size, keys.answer);
}

std::optional<Answer> parse_answer(ByteView bytes, const Keys& keys) {
  auto in = open(bytes, Kind::answer, keys.answer);
  if (!in) return std::nullopt;
  Answer answer;
  answer.size = static_cast<std::uint16_t>(bytes.size());
  answer.status = static_cast<Status>(bytes[5]);
  answer.session = take_id<SessionId>(*in);
  answer.nonce = take_id<Nonce>(*in);
  answer.received = take_time(*in);
  const auto source = take_endpoint(*in);
  const auto target = take_endpoint(*in);
  answer.hops_left = in->u8();
  answer.ask_size = in->u16();
  answer.arrived = in->u16();
  answer.highest = in->u16();
  if (!source || !target || to_word(answer.status) == "?" || !take_report(*in, answer.call_back) || !is_padding(*in)) return std::nullopt;
  answer.source = *source;
  answer.target = *target;
  return answer;
}

// zeros from 40, tag
Bytes write(const Call& call, const Keys& keys) {
  return finish(begin(Kind::call, 0, smallest_message, call.session, call.nonce), smallest_message, keys.answer);
}

std::optional<Call> parse_call(ByteView bytes, const Keys& keys) {
  auto in = open(bytes, Kind::call, keys.answer);
  if (!in || bytes[5] != 0 || bytes.size() != smallest_message) return std::nullopt;
  Call call;
  call.session = take_id<SessionId>(*in);
  call.nonce = take_id<Nonce>(*in);
  if (!is_padding(*in)) return std::nullopt;
  return call;
}

std::optional<std::size_t> length_on_stream(ByteView begin) {
  const auto word = begin.first(std::min(begin.size(), magic.size()));
  if (!std::ranges::equal(word, magic.substr(0, word.size()))) return std::nullopt;
  if (begin.size() < stream_head) return 0;
  const std::size_t length = std::size_t{begin[6]} << 8U | begin[7];
  if (length < smallest_message || length > largest_on_stream) return std::nullopt;
  return length;
}

}  // namespace flowvet::responder
