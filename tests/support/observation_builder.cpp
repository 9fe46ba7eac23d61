// Evidence as the probes leave it behind.
#include "support/observation_builder.hpp"

#include <stdexcept>
#include <utility>

namespace flowvet::test {

using probe::Attempt;
using probe::ErrorKind;
using probe::Reply;
using probe::Stage;

IpAddress address(std::string_view text) {
  const auto parsed = parse_address(text);
  if (!parsed) throw std::logic_error("not an address");
  return *parsed;
}

IpAddress target_address() {
  return address("10.0.0.1");
}

IpAddress router_address() {
  return address("10.0.9.9");
}

Attempt valid_reply() {
  Attempt attempt;
  attempt.stage = Stage::done;
  attempt.reply = Reply::valid;
  attempt.peer_sent_bytes = true;
  return attempt;
}

Attempt mismatched_reply() {
  auto attempt = valid_reply();
  attempt.reply = Reply::mismatched;
  return attempt;
}

Attempt handshake_done() {
  Attempt attempt;
  attempt.stage = Stage::done;
  return attempt;
}

Attempt no_reply_after_connect() {
  return failed_with(ErrorKind::timed_out, Stage::dialogue);
}

Attempt tls_failure() {
  auto attempt = failed_with(ErrorKind::tls, Stage::tls);
  attempt.peer_sent_bytes = true;
  return attempt;
}

Attempt reset_by_nobody_named() {
  return failed_with(ErrorKind::refused);
}

Attempt silence() {
  return failed_with(ErrorKind::timed_out);
}

Attempt interrupted() {
  return failed_with(ErrorKind::cancelled);
}

Attempt failed_with(ErrorKind kind, Stage stage) {
  Attempt attempt;
  attempt.stage = stage;
  attempt.error.kind = kind;
  return attempt;
}

Attempt icmp_error(Family family, int type, int code, IpAddress offender, bool from_self) {
  auto attempt = failed_with(ErrorKind::host_unreachable);
  attempt.icmp = probe::Icmp{family, static_cast<std::uint8_t>(type), static_cast<std::uint8_t>(code), offender, 0};
  attempt.icmp_from_self = from_self;
  return attempt;
}

probe::Observation seen(std::vector<Attempt> attempts, IpAddress at) {
  probe::Observation observation;
  observation.address = at;
  observation.attempts = std::move(attempts);
  return observation;
}

probe::ProbeResult result(Attempt attempt, IpAddress at) {
  return results({seen({std::move(attempt)}, at)});
}

probe::ProbeResult results(std::vector<probe::Observation> observations) {
  probe::ProbeResult made;
  for (const auto& observation : observations) made.resolution.addresses.push_back(observation.address);
  made.observations = std::move(observations);
  return made;
}

probe::ProbeResult no_address(ErrorKind kind) {
  probe::ProbeResult made;
  made.resolution.error.kind = kind;
  return made;
}

}  // namespace flowvet::test
