// What is known about a handshake before it is made. The table itself is in probe/handshakes/table.cpp, because each
// line there also names the coroutine; this is the part that the plan needs.
#pragma once

#include "flowvet/catalog/catalog.hpp"

#include <chrono>
#include <span>
#include <string>
#include <string_view>

namespace flowvet::plan {

/// Whether silence after this request is evidence: a service that `always` replies is not there when nothing comes back.
enum class Replies : std::uint8_t { always, sometimes, never };

/// What a handshake may cost at the far end.
enum class Care : std::uint8_t {
  harmless,
  noticed,  ///< the service may log it as a refusal, a failed login or a broken client: left out of gentle runs
  once,     ///< the service locks out or slows down whoever connects often, with or without a request: one connection a run
};

/// Which way a datagram service's answer takes.
enum class Answers : std::uint8_t {
  as_asked,           ///< from the port that was asked to the port that asked
  from_another_port,  ///< from a new port of the address that was asked (TFTP, RFC 1350 section 4)
  to_port_68,         ///< to the DHCP client's port, whichever port asked (RFC 2131 section 4.1)
};

/// One documented service as it can be proven over one transport.
struct Service {
  std::string_view name;  ///< the word in the catalog's `services`
  catalog::Transport transport = catalog::Transport::tcp;
  std::string_view title;  ///< for people: "LDAP rootDSE search"
  Replies replies = Replies::always;
  std::chrono::milliseconds patience{};  ///< the longest that a healthy service may take for the whole dialogue
  Care care = Care::harmless;
  Answers answers = Answers::as_asked;
  bool takes_secret = false;             ///< a secret shared with the service lets its answer be verified
  bool fills_packets = false;            ///< its sessions send datagrams as large as the path carries, so the path's MTU matters to them
};

/// The service of that name over that transport, or nullptr.
const Service* find_service(std::span<const Service> services, std::string_view name, catalog::Transport transport);

}  // namespace flowvet::plan

namespace flowvet::base {
template <>
inline constexpr std::array word_table<plan::Replies>{Word{plan::Replies::always, "always"}, Word{plan::Replies::sometimes, "sometimes"},
                                                      Word{plan::Replies::never, "never"}};
template <>
inline constexpr std::array word_table<plan::Care>{Word{plan::Care::harmless, "harmless"}, Word{plan::Care::noticed, "noticed"},
                                                   Word{plan::Care::once, "once"}};
}  // namespace flowvet::base
