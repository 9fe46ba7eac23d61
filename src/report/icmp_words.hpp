// ICMP and ICMPv6 errors in words.
#pragma once

#include "flowvet/probe/observation.hpp"

#include <string>

namespace flowvet::report {

/// What an ICMP or ICMPv6 message says, e.g. "a filter prohibits this traffic" for 3/13 (RFC 792, RFC 1812, RFC 4443).
std::string icmp_meaning(const probe::Icmp& icmp);

/// "ICMP 3/13 from 10.2.0.1: a filter prohibits this traffic".
std::string icmp_in_words(const probe::Icmp& icmp);

}  // namespace flowvet::report
