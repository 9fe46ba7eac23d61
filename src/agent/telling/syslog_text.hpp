// News in the forms of syslog. Pure.
#pragma once

#include "agent/telling/message.hpp"
#include "flowvet/base/words.hpp"

#include <array>
#include <string>

namespace flowvet::agent::telling {

/// RFC 5424, table 1; only those that programs of a site are given.
enum class Facility : std::uint8_t {
  user = 1,
  daemon = 3,
  local0 = 16,
  local1 = 17,
  local2 = 18,
  local3 = 19,
  local4 = 20,
  local5 = 21,
  local6 = 22,
  local7 = 23,
};

/// Bytes of one message, of which RFC 5424, section 6.1, says that every receiver should take them.
inline constexpr std::size_t longest_syslog = 2048;

/// In one datagram: it fits into a packet of every usual network (RFC 5426, section 3.2).
inline constexpr std::size_t longest_datagram = 1400;

/// The message of RFC 5424 with the news as structured data, cut at so many bytes.
std::string to_rfc5424(const Message& message, Facility facility, int process, std::size_t longest = longest_syslog);

/// What journald and rsyslog expect on the local socket, as syslog(3) writes it (RFC 3164, section 4.1, without the host).
/// `local_time` is the news' own time as this host's clock shows it, "Jan 31 02:03:04".
std::string to_local_syslog(const Message& message, Facility facility, int process, const std::string& local_time);

}  // namespace flowvet::agent::telling

namespace flowvet::base {
template <>
inline constexpr std::array word_table<agent::telling::Facility>{
    Word{agent::telling::Facility::user, "user"},     Word{agent::telling::Facility::daemon, "daemon"},
    Word{agent::telling::Facility::local0, "local0"}, Word{agent::telling::Facility::local1, "local1"},
    Word{agent::telling::Facility::local2, "local2"}, Word{agent::telling::Facility::local3, "local3"},
    Word{agent::telling::Facility::local4, "local4"}, Word{agent::telling::Facility::local5, "local5"},
    Word{agent::telling::Facility::local6, "local6"}, Word{agent::telling::Facility::local7, "local7"}};
}  // namespace flowvet::base
