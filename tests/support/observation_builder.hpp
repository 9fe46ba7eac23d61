// Observations by their evidence: each test names what the network did in one word.
#pragma once

#include "flowvet/probe/observation.hpp"

#include <string_view>
#include <vector>

namespace flowvet::test {

/// The address 10.0.0.1, which every probe here goes to unless told otherwise.
IpAddress target_address();
/// The address 10.0.9.9, a router on the way.
IpAddress router_address();
/// The address in its text form; throws when it is none.
IpAddress address(std::string_view text);

probe::Attempt valid_reply();
probe::Attempt mismatched_reply();
probe::Attempt handshake_done();  ///< connected, nothing more was to be done
probe::Attempt no_reply_after_connect();
probe::Attempt tls_failure();
probe::Attempt reset_by_nobody_named();  ///< "connection refused" without an ICMP error
probe::Attempt silence();
probe::Attempt interrupted();
probe::Attempt failed_with(probe::ErrorKind kind, probe::Stage stage = probe::Stage::connect);
/// An ICMP error, with the error code that Linux gives for most of them.
probe::Attempt icmp_error(Family family, int type, int code, IpAddress offender, bool from_self = false);

probe::Observation seen(std::vector<probe::Attempt> attempts, IpAddress at = target_address());
/// One address, one attempt.
probe::ProbeResult result(probe::Attempt attempt, IpAddress at = target_address());
probe::ProbeResult results(std::vector<probe::Observation> observations);
probe::ProbeResult no_address(probe::ErrorKind kind = probe::ErrorKind::none);

}  // namespace flowvet::test
