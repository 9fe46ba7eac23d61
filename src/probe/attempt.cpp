// What the attempts of all transports share.
#include "probe/attempt.hpp"

#include "probe/os/os.hpp"
#include "probe/recording_channel.hpp"

#include <algorithm>
#include <bit>
#include <functional>
#include <iterator>

namespace flowvet::probe {

namespace {

/// An alert comes from something that speaks TLS; any other bytes in its place do not.
void record_tls_failure(Attempt& attempt) {
  attempt.peer_sent_bytes = true;
  if (is_tls_alert(attempt.error)) {
    attempt.detail = "the peer ended the TLS handshake: " + tls_error_text(attempt.error);
  } else {
    attempt.reply = Reply::mismatched;
    attempt.detail = "the peer does not speak TLS: " + tls_error_text(attempt.error);
  }
}

}  // namespace

Peer make_peer(Loop& loop, const Target& target) {
  Peer peer{target.name, target.port, {}};
  std::array<std::uint64_t, sizeof(Nonce) / sizeof(std::uint64_t)> words;
  std::ranges::generate(words, std::ref(loop.random));
  peer.nonce = std::bit_cast<Nonce>(words);
  return peer;
}

std::unique_ptr<Channel> make_recorder(Channel& channel, const Target& target, Clock::time_point began, Attempt& attempt) {
  if (!target.record) return nullptr;
  return std::make_unique<RecordingChannel>(channel, began, attempt.transcript);
}

void conclude(AttemptEnd& end, Io<Finding> finding) {
  if (!finding) {
    end.attempt.error = finding.error();
    if (finding.error().kind == ErrorKind::tls) record_tls_failure(end.attempt);
    return;
  }
  end.attempt.stage = Stage::done;
  end.attempt.reply = finding->reply;
  end.attempt.detail = std::move(finding->detail);
  end.attempt.untrusted = std::move(finding->untrusted);
  std::ranges::move(finding->facts, std::back_inserter(end.facts));
}

void record_icmp(Attempt& attempt, std::optional<Icmp> icmp) {
  if (!icmp) return;
  attempt.icmp_from_self = icmp->offender && os::is_own_address(*icmp->offender);
  attempt.icmp = std::move(icmp);
}

}  // namespace flowvet::probe
