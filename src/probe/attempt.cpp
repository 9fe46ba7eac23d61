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
void record_tls_failure(AttemptEnd& end) {
  Attempt& attempt = end.attempt;
  attempt.peer_sent_bytes = true;
  const auto alert = tls_alert(attempt.error);
  if (alert) end.facts.emplace_back("tls.alert", *alert);
  if (attempt.error.kind == ErrorKind::wants_certificate) {
    attempt.detail = "the peer demands a client certificate (mutual TLS), and none was shown";
  } else if (alert) {
    attempt.detail = "the peer ended the TLS handshake: " + tls_error_text(attempt.error);
  } else {
    attempt.reply = Reply::mismatched;
    attempt.detail = "the peer does not speak TLS: " + tls_error_text(attempt.error);
  }
}

}  // namespace

bool is_silence(const Attempt& attempt) {
  return attempt.error.kind == ErrorKind::timed_out && attempt.stage == Stage::connect && !attempt.peer_sent_bytes;
}

void mark_as_kept_back(Attempt& attempt) {
  attempt.error = {ErrorKind::not_permitted, 0};
  attempt.detail = "the SYNs never left";
}

Nonce make_nonce(Loop& loop) {
  std::array<std::uint64_t, sizeof(Nonce) / sizeof(std::uint64_t)> words;
  std::ranges::generate(words, std::ref(loop.random));
  return std::bit_cast<Nonce>(words);
}

Peer make_peer(const Target& target, const Nonce& nonce, const AttemptEnd& end) {
  Peer peer{target.name, target.port, nonce, target.interfaces};
  peer.source = end.source;
  peer.secret = target.secret;
  peer.tried = static_cast<int>(end.index);
  return peer;
}

std::unique_ptr<Channel> make_recorder(Channel& channel, const Target& target, Clock::time_point began, Attempt& attempt) {
  if (!target.record) return nullptr;
  return std::make_unique<RecordingChannel>(channel, began, attempt.transcript);
}

void conclude(AttemptEnd& end, Io<Finding> finding) {
  if (!finding) {
    end.attempt.error = finding.error();
    if (finding.error().kind == ErrorKind::tls || finding.error().kind == ErrorKind::wants_certificate) record_tls_failure(end);
    return;
  }
  end.attempt.stage = Stage::done;
  end.attempt.reply = finding->reply;
  end.attempt.detail = std::move(finding->detail);
  end.attempt.instead = finding->instead;
  if (finding->facts.empty()) return;  // what is there stays
  end.attempt.certificate = std::move(finding->certificate);
  std::ranges::move(finding->facts, std::back_inserter(end.facts));
  end.endpoints = std::move(finding->endpoints);
}

void record_icmp(Attempt& attempt, std::optional<Icmp> icmp) {
  if (!icmp) return;
  attempt.icmp_from_self = icmp->offender && os::is_own_address(*icmp->offender);
  attempt.icmp = std::move(icmp);
}

}  // namespace flowvet::probe
