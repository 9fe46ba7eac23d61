// A TCP connection to a host by name, and TLS on it, within a deadline: what the webhook and syslog begin with.
#pragma once

#include "agent/telling/channel.hpp"
#include "agent/telling/tls_client.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/udp.hpp>

#include <optional>
#include <string>
#include <vector>

namespace flowvet::agent::telling {

struct Place {
  std::string host;  ///< a name or an address
  std::uint16_t port = 0;

  friend bool operator==(const Place&, const Place&) = default;
};

/// Where something leads to, or in words why it does not.
template <class T>
struct Found {
  std::optional<T> value{};
  std::string why{};  ///< without a full stop
};

/// All addresses of the host. A resolver that hangs is left alone at the deadline.
Task<Found<std::vector<boost::asio::ip::address>>> look_up(Loop& loop, std::string host, Clock::time_point deadline);

/// Tries one address after the other; a silent one costs five seconds at most, so that the next one has its turn.
Task<Found<boost::asio::ip::tcp::socket>> connect(Loop& loop, Place place, Clock::time_point deadline);

/// What an error means within a deadline: that it has passed, or the system's own words.
std::string error_words(const boost::system::error_code& error, Clock::time_point deadline);

#ifdef FLOWVET_TLS
using TlsStream = boost::asio::ssl::stream<boost::asio::ip::tcp::socket&>;

/// The handshake, with the certificate verified for this host. Empty, or why there is no TLS.
Task<std::string> secure(TlsStream& stream, std::string host, Clock::time_point deadline);
#endif

}  // namespace flowvet::agent::telling
