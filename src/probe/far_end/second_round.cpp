// One contact an address, found in what the first round saw. A few coroutines take the questions one after the other, at the pace
// that the host is to be asked at.
#include "probe/far_end/second_round.hpp"

#include "probe/attempt.hpp"
#include "probe/far_end/call_back.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>

#include <algorithm>
#include <deque>
#include <exception>
#include <map>

namespace flowvet::probe::far_end {
namespace {

namespace asio = boost::asio;
using catalog::Transport;
using plan::Asks;

constexpr std::size_t most_at_once = 64;
// Where a responder says that it holds a port which has been sent nothing yet: as many asks as a good path is given.
constexpr int asks_of_a_held_port = 5;

bool is_by(const Attempt& attempt, Reply reply) {
  return attempt.reply == reply;
}

bool has(const Observation& observation, Reply reply) {
  return std::ranges::any_of(observation.attempts, [reply](const Attempt& attempt) { return is_by(attempt, reply); });
}

bool is_silent(const Attempt& attempt) {
  return attempt.error.kind == ErrorKind::timed_out && attempt.stage == Stage::connect;
}

bool reached_somebody(const Attempt& attempt, Transport transport) {
  return attempt.peer_sent_bytes || (transport == Transport::tcp && attempt.stage > Stage::connect);
}

/// Whether the port was sent nothing that a responder would answer.
bool waits_for_a_word(Asks asks) {
  return asks == Asks::once_held || asks == Asks::nothing_else;
}

/// Silence over TCP says enough, and whatever refused says it itself.
bool is_open_question(const plan::Probe& probe, const Observation& observation) {
  if (probe.way == plan::Way::reverse) return !observation.cut;
  if (observation.cut || has(observation, Reply::valid) || has(observation, Reply::responder)) return false;
  if (probe.asks == Asks::nothing_else) return true;
  const auto is_unclear = [&](const Attempt& attempt) {
    return reached_somebody(attempt, probe.transport) || (probe.transport == Transport::udp && is_silent(attempt));
  };
  return std::ranges::any_of(observation.attempts, is_unclear);
}

Attempt nothing_sent(std::string why) {
  Attempt attempt;
  attempt.asked = Asked::nobody;
  attempt.stage = Stage::done;
  attempt.detail = std::move(why);
  return attempt;
}

struct Question {
  std::size_t probe;
  std::size_t observation;
};

class SecondRound {
 public:
  SecondRound(const plan::Plan& plan, Observations& slots, Loop& loop)
      : plan_(plan), slots_(slots), loop_(loop), keys_(responder::derive_keys(plan.token->reveal())) {}

  void run() {
    if (!keys_) return;
    doors_.emplace(loop_, *keys_);
    find_contacts();
    find_questions();
    const std::size_t workers = loop_.options.one_at_a_time ? 1 : std::min(most_at_once, questions_.size());
    for (std::size_t i = 0; i < workers; ++i) spawn(work());
    loop_.context.run();
    if (bug_) std::rethrow_exception(bug_);
  }

 private:
  void spawn(Task<void> task) {
    ++running_;
    asio::co_spawn(loop_.context, std::move(task), [this](std::exception_ptr bug) {
      if (bug && !bug_) bug_ = std::move(bug);
      if (--running_ == 0 || bug_) loop_.context.stop();
    });
  }

  void find_contacts() {
    for (std::size_t i = 0; i < plan_.probes.size(); ++i) {
      if (!slots_[i]) continue;
      for (const Observation& seen : slots_[i]->observations) add_contact(plan_.probes[i], seen);
    }
  }

  /// Datagrams are preferred: they cost the responder least, and their answers tell more.
  void add_contact(const plan::Probe& probe, const Observation& seen) {
    const auto answered = std::ranges::find(seen.attempts, Reply::responder, &Attempt::reply);
    if (answered == seen.attempts.end() || seen.responder->word->clock_refused) return;
    const Contact contact{{seen.address, probe.mapped ? seen.port : probe.port}, probe.transport, answered->rtt};
    const auto [known, is_new] = contacts_.try_emplace(seen.address, contact);
    if (!is_new && known->second.transport == Transport::tcp && probe.transport == Transport::udp) known->second = contact;
  }

  void find_questions() {
    for (std::size_t i = 0; i < plan_.probes.size(); ++i) {
      const auto& probe = plan_.probes[i];
      if (!slots_[i] || (probe.asks == Asks::never && probe.way == plan::Way::forward)) continue;
      for (std::size_t j = 0; j < slots_[i]->observations.size(); ++j)
        if (is_open_question(probe, slots_[i]->observations[j])) questions_.push_back({i, j});
    }
  }

  Task<void> work() {
    while (!questions_.empty() && !loop_.deadlines.is_cut()) {
      const Question question = questions_.front();
      questions_.pop_front();
      co_await settle(question);
    }
  }

  Observation& observation_of(Question question) { return slots_[question.probe]->observations[question.observation]; }

  /// Whether the run still goes on when it is this host's turn.
  Task<bool> wait_for_turn(IpAddress address) {
    const auto now = Clock::now();
    auto turn = loop_.pace.limited() ? loop_.pace.next(now) : now;
    if (loop_.options.host_rate > 0 && !is_loopback(address))
      turn = std::max(turn, paces_.try_emplace(address, Pace(loop_.options.host_rate)).first->second.next(now));
    if (turn <= now) co_return !loop_.deadlines.is_cut();
    co_return co_await loop_.sleep_until(turn);
  }

  Task<void> settle(Question question) {
    const auto& probe = plan_.probes[question.probe];
    if (probe.way == plan::Way::forward)
      co_await ask_about(probe, observation_of(question));
    else
      co_await ask_for_a_call(probe, observation_of(question));
  }

  Task<void> ask_for_a_call(const plan::Probe& probe, Observation& observation) {
    const auto contact = contacts_.find(observation.address);
    bool goes_on = contact != contacts_.end();
    if (goes_on) goes_on = co_await wait_for_turn(observation.address);
    if (goes_on) co_await call_back(loop_, *doors_, *keys_, probe, contact->second, observation);
    if (!observation.attempts.empty() || loop_.deadlines.is_cut()) co_return;
    observation.attempts.push_back(nothing_sent("no responder is known at this address that could be asked to call back"));
    ResponderSeen seen;
    seen.call_back = CallBackSeen{};
    observation.responder = std::make_shared<const ResponderSeen>(std::move(seen));
  }

  Task<void> ask_about(const plan::Probe& probe, Observation& observation) {
    ResponderSeen seen = observation.responder ? *observation.responder : Asking(*keys_, loop_.random).seen();
    const auto contact = contacts_.find(observation.address);
    if (contact != contacts_.end()) co_await look(contact->second, probe, observation, seen);
    const bool never_asked = waits_for_a_word(probe.asks) || probe.transport == Transport::tcp;
    const bool held = seen.of_port && seen.of_port->held;
    if (held && never_asked) {
      co_await ask_it(probe, observation, seen);
      if (seen.answered == 0) co_await look(contact->second, probe, observation, seen);
    }
    if (observation.attempts.empty() && !loop_.deadlines.is_cut()) observation.attempts.push_back(nothing_sent(why_not(contact, seen)));
    observation.responder = std::make_shared<const ResponderSeen>(std::move(seen));
  }

  using Contacts = std::map<IpAddress, Contact>;

  [[nodiscard]] std::string why_not(Contacts::const_iterator contact, const ResponderSeen& seen) const {
    constexpr std::string_view rule = "; a real service must not be disturbed here";
    if (contact == contacts_.end()) return "no responder is known at this address" + std::string(rule);
    const auto* why = seen.of_port ? "the responder does not hold this port" : "the responder did not say whether it holds this port";
    return why + std::string(rule);
  }

  Task<void> look(Contact contact, const plan::Probe& probe, const Observation& observation, ResponderSeen& seen) {
    const bool goes_on = co_await wait_for_turn(contact.at.address);
    if (!goes_on) co_return;
    ResponderSeen same_session;
    same_session.session = seen.session;
    Asking asking(*keys_, loop_.random, same_session);
    const std::uint16_t port = probe.mapped ? observation.port : probe.port;
    Wish wish;
    wish.verb = responder::Verb::look;
    wish.call_back = responder::CallBack{probe.transport, port, false};
    const auto answer = co_await ask(loop_, contact, asking, wish);
    if (!answer || (answer->status != responder::Status::ok && answer->status != responder::Status::not_open)) co_return;
    const auto& word = *asking.seen().word;
    const bool translated = word.arrived_at.address.bytes != word.sent_to.address.bytes || word.arrived_at.port != word.sent_to.port;
    seen.of_port = PortWord{answer->status == responder::Status::ok, translated, answer->arrived};
  }

  /// The responder holds the port, so an ask disturbs nobody.
  Task<void> ask_it(const plan::Probe& probe, Observation& observation, ResponderSeen& seen) {
    Asking asking(*keys_, loop_.random, seen);
    Target target;
    target.name = probe.host;
    target.address = observation.address;
    target.port = probe.mapped ? observation.port : probe.port;
    target.timeout = std::min(probe.timeout, std::chrono::milliseconds(500));
    target.lane = Lane::responder;
    target.asking = &asking;
    for (int asked = 0; asked < asks_of_a_held_port; ++asked) {
      const bool goes_on = co_await wait_for_turn(target.address);
      if (!goes_on) break;
      AttemptEnd end;
      if (probe.transport == Transport::tcp)
        co_await attempt_tcp(loop_, target, end);
      else
        co_await attempt_udp(loop_, target, end);
      if (end.source) observation.source = end.source;
      std::ranges::move(end.facts, std::back_inserter(observation.facts));
      observation.attempts.push_back(std::move(end.attempt));
      if (!is_silence(observation.attempts.back())) break;
    }
    const auto of_port = seen.of_port;
    seen = asking.seen();
    seen.of_port = of_port;
  }

  const plan::Plan& plan_;
  Observations& slots_;
  Loop& loop_;
  std::optional<responder::Keys> keys_;
  Contacts contacts_;
  std::deque<Question> questions_;
  std::optional<Doors> doors_;
  std::map<IpAddress, Pace> paces_;
  std::size_t running_ = 0;
  std::exception_ptr bug_;
};

}  // namespace

void second_round(const plan::Plan& plan, Observations& slots, const RunOptions& options, Clock::time_point began,
                  std::shared_ptr<Lookups> lookups, const std::stop_token& stop) {
  Loop loop(options, began, std::move(lookups));
  const std::stop_callback on_stop(stop, [&loop] { asio::post(loop.context, [&loop] { loop.deadlines.cut(); }); });
  SecondRound(plan, slots, loop).run();
}

}  // namespace flowvet::probe::far_end
