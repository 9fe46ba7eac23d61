// Three things may be seen: the call arrives here; the responder says how its connect ended; or nothing. Over UDP the responder knows
// only of refusals, so it sends several datagrams, and only those that arrive here count.
#include "probe/far_end/call_back.hpp"

namespace flowvet::probe::far_end {

using catalog::Transport;
using namespace std::chrono_literals;

namespace {

// What a responder takes for a call to a port that does not answer, and some time to spare.
constexpr std::chrono::milliseconds call_time = 4000ms;
constexpr std::chrono::milliseconds longest_flight = 300ms;  // a datagram may arrive after the answer that it was sent before
constexpr std::chrono::milliseconds look_again = 20ms;

/// Without a port of our own the program that holds it is called, and says nothing to us.
Attempt by_report(const responder::CallBackReport& report, Transport transport, bool opened_here) {
  Attempt attempt;
  attempt.asked = Asked::responder;
  attempt.stage = Stage::connect;
  attempt.error = {report.error, 0};
  attempt.icmp = report.icmp;
  attempt.rtt = report.rtt;
  if (report.error != ErrorKind::none) return attempt;
  if (transport == Transport::udp) attempt.error = {ErrorKind::timed_out, 0};
  if (transport == Transport::tcp) attempt.stage = Stage::done;
  attempt.detail = !opened_here                     ? "the responder says that it connected to the program that holds the port here"
                   : transport == Transport::tcp ? "the responder says that it connected, and nothing came here"
                                                 : "";
  return attempt;
}

Attempt arrived() {
  Attempt attempt;
  attempt.asked = Asked::responder;
  attempt.stage = Stage::done;
  attempt.reply = Reply::responder;
  attempt.peer_sent_bytes = true;
  return attempt;
}

Attempt not_opened(NetError error) {
  Attempt attempt;
  attempt.asked = Asked::nobody;
  attempt.stage = Stage::open;
  attempt.error = error;
  attempt.detail = "the port could not be opened here for the call to arrive at";
  return attempt;
}

Attempt no_answer() {
  Attempt attempt;
  attempt.asked = Asked::nobody;
  attempt.stage = Stage::done;
  attempt.detail = "the responder did not say how its call went";
  return attempt;
}

bool is_obstacle(NetError error) {
  return error.kind != ErrorKind::none && error.kind != ErrorKind::port_taken;
}

}  // namespace

Task<void> call_back(Loop& loop, Doors& doors, const responder::Keys& keys, const plan::Probe& probe, const Contact& contact,
                     Observation& observation) {
  const auto began = Clock::now();
  const NetError opened = doors.open(probe.transport, contact.at.address.family, probe.port);
  if (is_obstacle(opened)) {
    observation.attempts.push_back(not_opened(opened));
    co_return;
  }
  Asking asking(keys, loop.random);
  CallBackSeen seen;
  seen.opened_here = opened.kind == ErrorKind::none;
  Wish wish;
  wish.verb = responder::Verb::call_back;
  wish.call_back = responder::CallBack{probe.transport, probe.port, seen.opened_here};
  const auto answer = co_await ask(loop, contact, asking, wish, call_time);
  const auto has_called = [&] { return doors.has_called(probe.transport, probe.port, asking.seen().session); };
  bool goes_on = answer.has_value() && seen.opened_here;
  for (const auto end = Clock::now() + longest_flight; goes_on && !has_called() && Clock::now() < end;)
    goes_on = co_await loop.sleep_until(Clock::now() + look_again);
  seen.arrived = has_called();
  seen.denied = answer && answer->status == responder::Status::not_documented;
  seen.asked = answer && answer->call_back ? asking.seen().asked : seen.arrived ? 1 : 0;
  Attempt attempt = seen.arrived                   ? arrived()
                    : answer && answer->call_back ? by_report(*answer->call_back, probe.transport, seen.opened_here)
                                                  : no_answer();
  attempt.began = loop.since_start(began);
  attempt.took = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - began);
  observation.attempts.push_back(std::move(attempt));
  if (asking.seen().word) observation.source = asking.seen().word->sent_from.address;
  auto all = asking.seen();
  all.call_back = seen;
  observation.responder = std::make_shared<const ResponderSeen>(std::move(all));
}

}  // namespace flowvet::probe::far_end
