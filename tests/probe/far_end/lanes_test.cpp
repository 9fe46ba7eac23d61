// Whom each attempt speaks to, as a table: what was met, and whether and where it goes on.
#include "probe/far_end/lanes.hpp"

#include <doctest/doctest.h>

using namespace flowvet;
using namespace flowvet::probe;
using namespace flowvet::probe::far_end;
using catalog::Transport;
using plan::Asks;

namespace {

plan::Probe asking(Transport transport, Asks asks, const char* service = "http", bool once = false) {
  plan::Probe made;
  made.transport = transport;
  made.asks = asks;
  made.service = service;
  made.once = once;
  return made;
}

Attempt ended(ErrorKind error, Stage stage, Reply reply = Reply::none) {
  Attempt attempt;
  attempt.error.kind = error;
  attempt.stage = stage;
  attempt.reply = reply;
  attempt.peer_sent_bytes = reply != Reply::none;
  return attempt;
}

const Attempt unanswered = ended(ErrorKind::timed_out, Stage::dialogue);
const Attempt refused = ended(ErrorKind::refused, Stage::connect);
const Attempt by_responder = ended(ErrorKind::none, Stage::done, Reply::responder);
const Attempt by_service = ended(ErrorKind::none, Stage::done, Reply::valid);
constexpr bool lossy = true, lossless = false;

}  // namespace

TEST_CASE("without a token every attempt speaks to the service and none follows an answer") {
  Lanes lanes(asking(Transport::tcp, Asks::never));
  CHECK(lanes.now() == Lane::service);
  lanes.met_silence();
  CHECK(lanes.now() == Lane::service);
  CHECK_FALSE(lanes.goes_on_after(Lane::service, unanswered, lossy));
}

TEST_CASE("before a deployment a connection is first used to ask for a responder, the next one for the service") {
  Lanes lanes(asking(Transport::tcp, Asks::responder_first));
  CHECK(lanes.now() == Lane::responder);
  lanes.met_silence();
  CHECK(lanes.now() == Lane::responder);
  CHECK(lanes.goes_on_after(Lane::responder, unanswered, lossless));
  CHECK(lanes.now() == Lane::service);
  CHECK_FALSE(lanes.goes_on_after(Lane::service, unanswered, lossless));
}

TEST_CASE("nobody is asked twice once somebody has answered or refused") {
  for (const auto asks : {Asks::responder_first, Asks::service_first})
    for (const auto& end : {by_responder, by_service, refused, ended(ErrorKind::cancelled, Stage::dialogue)}) {
      Lanes lanes(asking(Transport::tcp, asks));
      CHECK_FALSE(lanes.goes_on_after(lanes.now(), end, lossy));
    }
}

TEST_CASE("where packets get lost an ask over a connection is made once more, and no oftener") {
  Lanes lanes(asking(Transport::tcp, Asks::responder_first));
  CHECK(lanes.goes_on_after(Lane::responder, unanswered, lossy));
  CHECK(lanes.goes_on_after(Lane::service, unanswered, lossy));
  CHECK(lanes.now() == Lane::responder);
  CHECK_FALSE(lanes.goes_on_after(Lane::responder, unanswered, lossy));
}

TEST_CASE("a service that is expected to serve is asked first, and the responder only where it keeps silent") {
  Lanes lanes(asking(Transport::tcp, Asks::service_first));
  CHECK(lanes.now() == Lane::service);
  CHECK(lanes.goes_on_after(Lane::service, unanswered, lossless));
  CHECK(lanes.now() == Lane::responder);
  CHECK_FALSE(lanes.goes_on_after(Lane::responder, unanswered, lossless));
}

TEST_CASE("a service that punishes a second connection gets one, over which both are asked") {
  for (const auto asks : {Asks::responder_first, Asks::service_first}) {
    Lanes lanes(asking(Transport::tcp, asks, "ssh", true));
    CHECK(lanes.now() == Lane::service_then_responder);
    CHECK_FALSE(lanes.goes_on_after(lanes.now(), unanswered, lossy));
  }
}

TEST_CASE("datagrams go to both in turn until something comes back") {
  Lanes lanes(asking(Transport::udp, Asks::responder_first, "dns"));
  CHECK(lanes.alternates());
  for (const auto lane : {Lane::responder, Lane::service, Lane::responder, Lane::service}) {
    CHECK(lanes.now() == lane);
    lanes.met_silence();
  }
  CHECK(Lanes(asking(Transport::udp, Asks::service_first, "dns")).now() == Lane::service);
}

TEST_CASE("a datagram that is no answer to an ask leaves the question to the service") {
  Lanes lanes(asking(Transport::udp, Asks::responder_first, "dns"));
  auto nonsense = ended(ErrorKind::none, Stage::done);
  nonsense.peer_sent_bytes = true;
  CHECK(lanes.goes_on_after(Lane::responder, nonsense, lossless));
  CHECK(lanes.now() == Lane::service);
  lanes.met_silence();
  CHECK(lanes.now() == Lane::service);
}

TEST_CASE("where no request is known the ask is the datagram") {
  for (const auto asks : {Asks::responder_first, Asks::service_first}) {
    Lanes lanes(asking(Transport::udp, asks, ""));
    CHECK(lanes.now() == Lane::responder);
    CHECK_FALSE(lanes.alternates());
    lanes.met_silence();
    CHECK(lanes.now() == Lane::responder);
  }
}

TEST_CASE("what waits for a responder's word speaks to the service only, or to nobody") {
  CHECK(Lanes(asking(Transport::tcp, Asks::once_held)).now() == Lane::service);
  CHECK(Lanes(asking(Transport::udp, Asks::nothing_else, "")).now() == Lane::nobody);
}
