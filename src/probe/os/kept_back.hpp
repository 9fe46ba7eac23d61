// What connect() does not say: that this host's own packet filter keeps SYNs from leaving. carry_out.cpp asks about flows that
// nobody on the way has heard.
#pragma once

#include "flowvet/base/address.hpp"

#include <boost/asio/ip/tcp.hpp>

#include <optional>

namespace flowvet::probe::os {

/// Whether SYNs to `target` never leave this host, asked with some of its own that go no further than the first router. nullopt where
/// the system cannot tell at once; never_left() of os.hpp then tells after a second.
std::optional<bool> is_kept_back(const boost::asio::ip::tcp::endpoint& target, const std::optional<IpAddress>& source);

}  // namespace flowvet::probe::os
