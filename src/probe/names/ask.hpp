// One question to one name server.
#pragma once

#include "flowvet/probe/identity.hpp"
#include "probe/loop.hpp"

namespace flowvet::probe::names {

/// Asks over UDP from a fresh port with a fresh id, up to three times within two seconds, and over TCP where the answer was cut
/// short. Fills in all that comes after DnsAnswer::for_host.
Task<void> ask(Loop& loop, IpAddress server, DnsAnswer& answer);

}  // namespace flowvet::probe::names
