// Raw evidence -> outcome: one row for each kind of evidence, then every combination there is, so that nothing passes by accident.
#include "flowvet/judge/judge.hpp"
#include "support/observation_builder.hpp"

#include <doctest/doctest.h>

#include <array>

namespace flowvet {
namespace {

using catalog::Transport;
using judge::Outcome;
using probe::ErrorKind;
using probe::Reply;
using probe::Stage;
using namespace test;

Outcome outcome_of(const probe::Attempt& attempt, Transport transport = Transport::tcp, bool service_known = true) {
  return judge::classify(seen({attempt}), transport, service_known);
}

struct Row {
  const char* what;
  probe::Attempt attempt;
  Transport transport;
  bool service_known;
  Outcome expected;
};

TEST_CASE("an attempt without ICMP evidence is told by stage, error and reply") {
  const std::array rows{
      Row{"a checked reply", valid_reply(), Transport::tcp, true, Outcome::answered},
      Row{"a checked datagram", valid_reply(), Transport::udp, true, Outcome::answered},
      Row{"a checked echo", valid_reply(), Transport::icmp, true, Outcome::answered},
      Row{"somebody else's reply", mismatched_reply(), Transport::tcp, true, Outcome::mismatched},
      Row{"somebody else's datagram", mismatched_reply(), Transport::udp, true, Outcome::mismatched},
      Row{"connected, nothing to ask", handshake_done(), Transport::tcp, false, Outcome::accepted},
      Row{"connected, asked, nothing judged", handshake_done(), Transport::tcp, true, Outcome::mute},
      Row{"connected, no reply in time", no_reply_after_connect(), Transport::tcp, true, Outcome::mute},
      Row{"connected, then closed", failed_with(ErrorKind::closed, Stage::dialogue), Transport::tcp, true, Outcome::mute},
      Row{"connected, then reset", failed_with(ErrorKind::reset, Stage::dialogue), Transport::tcp, true, Outcome::mute},
      Row{"connected, TLS failed", tls_failure(), Transport::tcp, true, Outcome::mute},
      Row{"reset before the handshake was seen to end", failed_with(ErrorKind::reset), Transport::tcp, true, Outcome::mute},
      Row{"Windows' reset of a datagram", failed_with(ErrorKind::reset), Transport::udp, true, Outcome::refused},
      Row{"connected, this build has no TLS", failed_with(ErrorKind::unsupported, Stage::tls), Transport::tcp, true, Outcome::local},
      Row{"refused", reset_by_nobody_named(), Transport::tcp, true, Outcome::refused},
      Row{"refused datagram", reset_by_nobody_named(), Transport::udp, true, Outcome::refused},
      Row{"no answer to a SYN", silence(), Transport::tcp, true, Outcome::silent},
      Row{"no answer to a datagram", failed_with(ErrorKind::timed_out, Stage::dialogue), Transport::udp, true, Outcome::silent},
      Row{"no answer to an echo", silence(), Transport::icmp, true, Outcome::silent},
      Row{"a datagram that nobody must answer", handshake_done(), Transport::udp, false, Outcome::silent},
      Row{"no route", failed_with(ErrorKind::net_unreachable), Transport::tcp, true, Outcome::unroutable},
      Row{"host unreachable", failed_with(ErrorKind::host_unreachable), Transport::tcp, true, Outcome::unroutable},
      Row{"no permission", failed_with(ErrorKind::not_permitted), Transport::udp, true, Outcome::local},
      Row{"prohibited by nobody on the network", failed_with(ErrorKind::prohibited), Transport::tcp, true, Outcome::local},
      Row{"no descriptors", failed_with(ErrorKind::no_descriptors, Stage::open), Transport::tcp, true, Outcome::local},
      Row{"no source port", failed_with(ErrorKind::no_source_port), Transport::tcp, true, Outcome::local},
      Row{"source address not ours", failed_with(ErrorKind::no_source_address, Stage::open), Transport::tcp, true, Outcome::local},
      Row{"port taken", failed_with(ErrorKind::port_taken, Stage::open), Transport::udp, true, Outcome::local},
      Row{"no privilege", failed_with(ErrorKind::no_privilege, Stage::open), Transport::icmp, true, Outcome::local},
      Row{"too big", failed_with(ErrorKind::too_big), Transport::udp, true, Outcome::local},
      Row{"interrupted", interrupted(), Transport::tcp, true, Outcome::cut},
      Row{"interrupted while connected", failed_with(ErrorKind::cancelled, Stage::dialogue), Transport::tcp, true, Outcome::cut},
      Row{"never finished", failed_with(ErrorKind::none), Transport::tcp, true, Outcome::cut},
  };
  for (const auto& row : rows) {
    CAPTURE(row.what);
    CHECK(outcome_of(row.attempt, row.transport, row.service_known) == row.expected);
  }
}

TEST_CASE("bytes that no check accepted are not silence") {
  auto attempt = failed_with(ErrorKind::timed_out, Stage::dialogue);
  attempt.peer_sent_bytes = true;
  CHECK(outcome_of(attempt, Transport::udp) == Outcome::mute);

  auto unasked = handshake_done();
  unasked.peer_sent_bytes = true;
  CHECK(outcome_of(unasked, Transport::udp, false) == Outcome::accepted);
}

struct IcmpRow {
  Family family;
  int type;
  int code;
  Outcome from_target;
  Outcome from_router;
  Outcome from_self;
};

TEST_CASE("an ICMP error counts by its code and by who sent it") {
  using enum Outcome;
  const auto v4 = Family::v4, v6 = Family::v6;
  const std::array rows{
      IcmpRow{v4, 3, 0, unroutable, unroutable, unroutable},
      IcmpRow{v4, 3, 1, unroutable, unroutable, unroutable},
      IcmpRow{v4, 3, 2, refused, rejected, local},
      IcmpRow{v4, 3, 3, refused, rejected, local},
      IcmpRow{v4, 3, 4, local, local, local},
      IcmpRow{v4, 3, 5, unroutable, unroutable, unroutable},
      IcmpRow{v4, 3, 6, unroutable, unroutable, unroutable},
      IcmpRow{v4, 3, 7, unroutable, unroutable, unroutable},
      IcmpRow{v4, 3, 8, unroutable, unroutable, unroutable},
      IcmpRow{v4, 3, 9, rejected, rejected, local},
      IcmpRow{v4, 3, 10, rejected, rejected, local},
      IcmpRow{v4, 3, 11, unroutable, unroutable, unroutable},
      IcmpRow{v4, 3, 12, unroutable, unroutable, unroutable},
      IcmpRow{v4, 3, 13, rejected, rejected, local},
      IcmpRow{v4, 3, 14, rejected, rejected, local},
      IcmpRow{v4, 3, 15, rejected, rejected, local},
      IcmpRow{v4, 11, 0, unroutable, unroutable, unroutable},
      IcmpRow{v6, 1, 0, unroutable, unroutable, unroutable},
      IcmpRow{v6, 1, 1, rejected, rejected, local},
      IcmpRow{v6, 1, 2, unroutable, unroutable, unroutable},
      IcmpRow{v6, 1, 3, unroutable, unroutable, unroutable},
      IcmpRow{v6, 1, 4, refused, rejected, local},
      IcmpRow{v6, 1, 5, rejected, rejected, local},
      IcmpRow{v6, 1, 6, rejected, rejected, local},
      IcmpRow{v6, 2, 0, local, local, local},
      IcmpRow{v6, 3, 0, unroutable, unroutable, unroutable},
      IcmpRow{v6, 4, 1, refused, rejected, local},
  };
  for (const auto& row : rows) {
    CAPTURE(to_text(target_address()));
    CAPTURE(row.type);
    CAPTURE(row.code);
    for (const auto transport : {Transport::tcp, Transport::udp}) {
      CHECK(outcome_of(icmp_error(row.family, row.type, row.code, target_address()), transport) == row.from_target);
      CHECK(outcome_of(icmp_error(row.family, row.type, row.code, router_address()), transport) == row.from_router);
      CHECK(outcome_of(icmp_error(row.family, row.type, row.code, address("10.0.0.200"), true), transport) == row.from_self);
    }
  }
}

TEST_CASE("this host's own kernel is the target's word when the target is this host") {
  CHECK(outcome_of(icmp_error(Family::v4, 3, 3, target_address(), true), Transport::udp) == Outcome::refused);
}

TEST_CASE("a port unreachable that names nobody is a refusal") {
  auto attempt = icmp_error(Family::v4, 3, 3, target_address());
  attempt.icmp->offender.reset();
  CHECK(outcome_of(attempt, Transport::udp) == Outcome::refused);
}

TEST_CASE("an ICMP error that did not end the attempt still explains it") {
  auto attempt = icmp_error(Family::v4, 3, 13, router_address());
  attempt.error.kind = ErrorKind::timed_out;
  CHECK(outcome_of(attempt) == Outcome::rejected);
}

TEST_CASE("a zone index that only one side knows does not make two addresses of one") {
  auto zoned = address("fe80::1");
  zoned.scope = 2;
  const auto attempt = icmp_error(Family::v6, 1, 4, zoned);
  CHECK(judge::classify(seen({attempt}, address("fe80::1")), Transport::udp, true) == Outcome::refused);
}

TEST_CASE("the most conclusive attempt has the last word, whatever its place") {
  const std::vector<std::pair<probe::Attempt, Outcome>> by_rank{
      {valid_reply(), Outcome::answered},
      {mismatched_reply(), Outcome::mismatched},
      {no_reply_after_connect(), Outcome::mute},
      {reset_by_nobody_named(), Outcome::refused},
      {icmp_error(Family::v4, 3, 13, router_address()), Outcome::rejected},
      {failed_with(ErrorKind::host_unreachable), Outcome::unroutable},
      {failed_with(ErrorKind::not_permitted), Outcome::local},
      {interrupted(), Outcome::cut},
      {silence(), Outcome::silent},
  };
  for (std::size_t strong = 0; strong < by_rank.size(); ++strong)
    for (std::size_t weak = strong; weak < by_rank.size(); ++weak) {
      CAPTURE(strong);
      CAPTURE(weak);
      const auto first = seen({by_rank[strong].first, by_rank[weak].first});
      const auto last = seen({by_rank[weak].first, by_rank[strong].first});
      CHECK(judge::classify(first, Transport::tcp, true) == by_rank[strong].second);
      CHECK(judge::classify(last, Transport::tcp, true) == by_rank[strong].second);
      CHECK(judge::deciding_attempt(first, Transport::tcp, true) == &first.attempts[0]);
      CHECK(judge::deciding_attempt(last, Transport::tcp, true) == &last.attempts[strong == weak ? 0 : 1]);
    }
}

TEST_CASE("without attempts there is no decision and nothing passes") {
  CHECK(judge::classify(seen({}), Transport::tcp, true) == Outcome::cut);
  CHECK(judge::deciding_attempt(seen({})) == nullptr);
}

TEST_CASE("silence in an interrupted observation is not silence") {
  auto observation = seen({silence()});
  observation.cut = true;
  CHECK(judge::classify(observation, Transport::tcp, true) == Outcome::cut);
  observation.attempts.push_back(reset_by_nobody_named());
  CHECK(judge::classify(observation, Transport::tcp, true) == Outcome::refused);
}

/// Every ICMP error worth telling apart, from everybody who may send it, and none.
std::vector<std::pair<std::optional<probe::Icmp>, bool>> all_icmp() {
  std::vector<std::pair<std::optional<probe::Icmp>, bool>> all{{std::nullopt, false}, {std::nullopt, true}};
  const auto add = [&all](Family family, int type, int codes) {
    for (int code = 0; code < codes; ++code)
      for (const auto& offender : {std::optional(target_address()), std::optional(router_address()), std::optional<IpAddress>()})
        for (const bool from_self : {false, true})
          all.emplace_back(probe::Icmp{family, static_cast<std::uint8_t>(type), static_cast<std::uint8_t>(code), offender, 0}, from_self);
  };
  add(Family::v4, 3, 17);
  add(Family::v4, 11, 2);
  add(Family::v4, 12, 1);
  add(Family::v4, 0, 1);
  add(Family::v6, 1, 9);
  add(Family::v6, 2, 1);
  add(Family::v6, 3, 2);
  add(Family::v6, 4, 3);
  return all;
}

/// Which passes each expectation may ever give, by the raw evidence and not by the outcome.
struct Evidence {
  const probe::Attempt& attempt;
  Transport transport;
  bool service_known;

  [[nodiscard]] bool finished_without_request() const {
    const bool heard = transport == Transport::tcp || attempt.peer_sent_bytes;
    return attempt.reply == Reply::none && attempt.stage == Stage::done && attempt.error.kind == ErrorKind::none && !service_known && heard;
  }
  /// Whoever took an ask without an answer has taken a connection, or sent something back.
  [[nodiscard]] bool took_an_ask() const {
    const bool connected = transport == Transport::tcp && attempt.stage > Stage::connect;
    return attempt.asked == probe::Asked::responder && attempt.reply == Reply::none && !service_known &&
           (connected || attempt.peer_sent_bytes) && attempt.error.kind != ErrorKind::cancelled;
  }
  [[nodiscard]] bool is_accepted() const { return finished_without_request() || took_an_ask(); }
  [[nodiscard]] bool is_answered() const { return attempt.reply == Reply::valid || attempt.reply == Reply::responder; }
  [[nodiscard]] bool is_served() const { return attempt.reply == Reply::valid || is_accepted(); }
  [[nodiscard]] bool shows_that_it_is_open() const { return is_answered() || is_accepted(); }
  [[nodiscard]] bool reached_somebody() const {
    return attempt.reply != Reply::none || attempt.peer_sent_bytes || (transport == Transport::tcp && attempt.stage > Stage::connect);
  }
  [[nodiscard]] bool refused_by_the_target() const {
    if (transport != Transport::udp || !attempt.icmp || attempt.icmp->offender != target_address()) return false;
    const auto& icmp = *attempt.icmp;
    if (icmp.family == Family::v4) return icmp.type == 3 && (icmp.code == 2 || icmp.code == 3);
    return (icmp.type == 1 && icmp.code == 4) || (icmp.type == 4 && icmp.code == 1);
  }
};

/// The number of wrong judgements of this evidence; counting instead of checking keeps half a million cases within a second.
int false_passes(const Evidence& evidence, Outcome outcome) {
  int wrong = 0;
  wrong += (outcome == Outcome::answered) != evidence.is_answered();
  wrong += outcome == Outcome::accepted && !evidence.is_accepted();
  for (const auto replies : {plan::Replies::always, plan::Replies::sometimes, plan::Replies::never}) {
    plan::Probe probe;
    probe.transport = evidence.transport;
    probe.replies = replies;
    const auto passes = [&](site::Expect expect) {
      const auto judged = judge::judge_check(outcome, expect, probe, &evidence.attempt).verdict;
      return judged == judge::Verdict::pass || judged == judge::Verdict::degraded;
    };
    wrong += passes(site::Expect::serve) && !evidence.is_served();
    wrong += passes(site::Expect::path) && !evidence.shows_that_it_is_open() && !evidence.refused_by_the_target();
    wrong += passes(site::Expect::closed) && evidence.reached_somebody();
    wrong += passes(site::Expect::closed) && evidence.attempt.error.kind == ErrorKind::cancelled && !evidence.attempt.icmp;
  }
  return wrong;
}

std::vector<std::pair<Stage, probe::Asked>> stages_and_asked() {
  std::vector<std::pair<Stage, probe::Asked>> all;
  for (const auto& stage : word_table<Stage>)
    for (const auto& asked : word_table<probe::Asked>) all.emplace_back(stage.value, asked.value);
  return all;
}

TEST_CASE("no combination of evidence becomes a pass that it does not carry") {
  const auto icmps = all_icmp();
  auto observation = seen({{}});
  auto& attempt = observation.attempts.front();
  int wrong = 0, cases = 0;
  for (const auto& [stage, asked] : stages_and_asked())
    for (const auto& error : word_table<ErrorKind>)
      for (const auto& reply : word_table<Reply>)
        for (const bool bytes : {false, true})
          for (const auto& [icmp, from_self] : icmps) {
            attempt.stage = stage;
            attempt.asked = asked;
            attempt.error.kind = error.value;
            attempt.reply = reply.value;
            attempt.peer_sent_bytes = bytes;
            attempt.icmp = icmp;
            attempt.icmp_from_self = from_self;
            for (const auto& transport : word_table<Transport>)
              for (const bool service_known : {false, true}) {
                const auto outcome = judge::classify(observation, transport.value, service_known);
                wrong += false_passes({attempt, transport.value, service_known}, outcome);
                ++cases;
              }
          }
  CHECK(wrong == 0);
  CHECK(cases > 500'000);
}

}  // namespace
}  // namespace flowvet
