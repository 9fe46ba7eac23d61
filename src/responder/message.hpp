// What a check and a responder say to each other, version 1: fixed layouts, big-endian, one message a datagram or `length` bytes of a
// stream. Every message ends in an HMAC-SHA256 over all before it, so whoever lacks the token can neither ask nor answer; asks and
// answers have different keys, so an answer is never an ask. Pure: message.cpp has the layouts, tests/lab/responder_codec.py the same
// again.
#pragma once

#include "flowvet/base/address.hpp"
#include "flowvet/base/words.hpp"
#include "flowvet/probe/observation.hpp"
#include "probe/bytes.hpp"
#include "probe/digest.hpp"

#include <array>
#include <chrono>
#include <compare>
#include <cstdint>
#include <optional>
#include <string_view>

namespace flowvet::responder {

using probe::Bytes;
using probe::ByteView;

/// Milliseconds since 1970, by the clock of whoever wrote it.
using WallTime = std::chrono::sys_time<std::chrono::milliseconds>;

/// One check of one client, chosen at random by the client.
struct SessionId {
  std::array<std::uint8_t, 16> bytes{};
  friend auto operator<=>(const SessionId&, const SessionId&) = default;
};

/// One message, chosen at random by the client; never used twice.
struct Nonce {
  std::array<std::uint8_t, 16> bytes{};
  friend auto operator<=>(const Nonce&, const Nonce&) = default;
};

/// Both directions' keys, derived from the token.
struct Keys {
  probe::Sha256 ask{};
  probe::Sha256 answer{};
};

/// nullopt where this build has no OpenSSL.
std::optional<Keys> derive_keys(std::string_view token);

/// An answer is never larger than its ask: the smallest of both have the same size.
inline constexpr std::size_t smallest_message = 160;
/// The payload of the largest IPv4 datagram.
inline constexpr std::size_t largest_message = 65507;
/// A larger message on a stream proves no more, and a stranger's first bytes must not reserve much memory.
inline constexpr std::size_t largest_on_stream = 2048;
/// How far apart both clocks may be. Nonces are remembered for as long.
inline constexpr std::chrono::minutes clock_window{5};

enum class Verb : std::uint8_t {
  probe = 1,      ///< answer
  call_back = 2,  ///< connect or send back to the address that asked, then answer how that went
  look = 3,       ///< say whether the responder holds another port, and how many of this session's asks came there
  unknown = 255,  ///< one of a later version: only told that it is not supported
};

enum class Status : std::uint8_t {
  ok = 1,
  clock_off = 2,       ///< `sent` is outside the window: compare it with `received`
  busy = 3,            ///< a limit of the responder: ask again later
  not_documented = 4,  ///< a call-back to a port that is not documented for what the responder's role connects to
  not_open = 5,        ///< a look at a port that the responder does not hold at the address that was asked
  unsupported = 6,     ///< a verb that this version does not know
};

struct Endpoint {
  IpAddress address;  ///< without its zone, which means nothing to anybody else
  std::uint16_t port = 0;
  friend bool operator==(const Endpoint&, const Endpoint&) = default;
};

/// Where the client wants to be called back, at the address that its ask came from; or the responder's port that it looks at.
struct CallBack {
  catalog::Transport transport = catalog::Transport::tcp;  ///< tcp or udp
  std::uint16_t port = 0;
  bool greet = false;  ///< TCP call-back: the client itself listens there, send it a Call; false: a real service does, connect only
  friend bool operator==(const CallBack&, const CallBack&) = default;
};

struct Ask {
  Verb verb = Verb::probe;
  SessionId session;
  Nonce nonce;
  WallTime sent;
  std::uint16_t sequence = 1;               ///< 1, 2, ... of the datagrams of this session to this port
  std::uint16_t answer_size = 0;            ///< wanted, at most `size`; 0: the smallest
  Endpoint target;                          ///< where the client sent it, before any translation on the way
  std::optional<CallBack> call_back;        ///< of Verb::call_back and Verb::look, and only there
  std::uint16_t size = smallest_message;    ///< of the whole message
  friend bool operator==(const Ask&, const Ask&) = default;
};

/// How calling back went. A datagram that nobody refused is ErrorKind::none: only the client knows whether it came.
struct CallBackReport {
  probe::ErrorKind error = probe::ErrorKind::none;
  std::optional<probe::Icmp> icmp;  ///< without MTU and hop limit
  std::chrono::microseconds rtt{};  ///< of the connect; 0 for datagrams
  friend bool operator==(const CallBackReport&, const CallBackReport&) = default;
};

struct Answer {
  Status status = Status::ok;
  SessionId session;
  Nonce nonce;
  WallTime received;               ///< the responder's clock
  Endpoint source;                 ///< who asked, as the responder sees it
  Endpoint target;                 ///< where the ask arrived
  std::uint8_t hops_left = 0;      ///< hop limit of the ask, or of the SYN of its connection, as it arrived; 0: unknown
  std::uint16_t ask_size = 0;      ///< as it arrived
  std::uint16_t arrived = 0;       ///< how many different sequence numbers of this session arrived on this port, or the one looked at
  std::uint16_t highest = 0;       ///< and the highest one
  std::optional<CallBackReport> call_back;
  std::uint16_t size = smallest_message;
  friend bool operator==(const Answer&, const Answer&) = default;
};

/// What a call-back says once it has arrived; the client listens for it.
struct Call {
  SessionId session;
  Nonce nonce;  ///< of the ask that wanted it
  friend bool operator==(const Call&, const Call&) = default;
};

/// With zeros up to `size`, which must be within the limits above.
Bytes write(const Ask& ask, const Keys& keys);
Bytes write(const Answer& answer, const Keys& keys);
Bytes write(const Call& call, const Keys& keys);

/// nullopt for whatever somebody with the token cannot have written: wrong tag, length, form or reserved bytes.
std::optional<Ask> parse_ask(ByteView bytes, const Keys& keys);
/// The same; the caller compares session and nonce with those of its ask.
std::optional<Answer> parse_answer(ByteView bytes, const Keys& keys);
std::optional<Call> parse_call(ByteView bytes, const Keys& keys);

/// How many bytes of a stream tell the length of the message that begins there.
inline constexpr std::size_t stream_head = 8;
/// The length, from `stream_head` bytes or fewer; nullopt once they cannot begin any message of a stream. 0: not known yet.
std::optional<std::size_t> length_on_stream(ByteView begin);

}  // namespace flowvet::responder

namespace flowvet::base {
template <>
inline constexpr std::array word_table<responder::Verb>{Word{responder::Verb::probe, "probe"},
                                                        Word{responder::Verb::call_back, "call-back"}, Word{responder::Verb::look, "look"},
                                                        Word{responder::Verb::unknown, "unknown"}};
template <>
inline constexpr std::array word_table<responder::Status>{
    Word{responder::Status::ok, "ok"}, Word{responder::Status::clock_off, "clock-off"}, Word{responder::Status::busy, "busy"},
    Word{responder::Status::not_documented, "not-documented"}, Word{responder::Status::not_open, "not-open"},
    Word{responder::Status::unsupported, "unsupported"}};
}  // namespace flowvet::base
