// A counting semaphore and a pace for each host, apart from that of the attempts: a trace's packets mostly end at routers.
#include "probe/path/asker.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>

namespace flowvet::probe::path {

namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace {

constexpr auto shortage_pause = 20ms;  // others finish within some round trips
// Whatever their destinations, packets with the same small number of hops expire at the same router or at few. Linux sends all its
// peers together 1000 ICMP errors a second (net.ipv4.icmp_msgs_per_sec), after a burst of 50.
constexpr double hop_rate = 800;

bool is_shortage(NetError error) {
  return error.kind == ErrorKind::no_descriptors || error.kind == ErrorKind::no_source_port;
}

}  // namespace

Task<bool> Asker::wait_for_turn(IpAddress address, std::uint8_t hops, Clock::time_point end) {
  boost::system::error_code rung;
  while (free_ == 0) co_await bell_.async_wait(asio::redirect_error(asio::use_awaitable, rung));
  --free_;
  const auto now = Clock::now();
  auto turn = loop_.pace.limited() ? loop_.pace.next(now) : now;
  if (loop_.options.host_rate > 0)
    turn = std::max(turn, host_pace_.try_emplace(address, loop_.options.host_rate / loop_.options.threads).first->second.next(now));
  if (hops > 0)
    turn = std::max(turn, hop_pace_.try_emplace(hops, hop_rate / loop_.options.threads).first->second.next(now));
  if (turn >= end) co_return false;
  if (turn <= now) co_return !loop_.deadlines.is_cut();
  co_return co_await loop_.sleep_until(turn);
}

Task<void> Asker::ask(Trace& trace, const Target& target, Question question) {
  if (co_await wait_for_turn(target.address, question.reach.hops, question.end)) {
    const std::size_t place = trace.answers.size();
    trace.answers.push_back({question.reach.hops, question.reach.floor, HopSign::nothing, {}, 0, {}, {}, {}});
    const auto give_up = Clock::now() + question.patience;
    HopAnswer answer = co_await path::ask(loop_, target, trace.transport, question);
    while (is_shortage(answer.error) && Clock::now() < give_up && co_await loop_.sleep_until(Clock::now() + shortage_pause))
      answer = co_await path::ask(loop_, target, trace.transport, question);
    trace.answers[place] = std::move(answer);
  }
  end_turn();
}

Task<void> Asker::ask(SizeSurvey& survey, const Target& target, SizeQuestion question) {
  if (co_await wait_for_turn(target.address, question.hops, question.end)) {
    const std::size_t place = survey.answers.size();
    survey.answers.push_back({question.size, question.hops, SizeSign::nothing, {}, {}, {}, {}});
    const auto give_up = Clock::now() + question.patience;
    SizeAnswer answer = co_await ask_size(loop_, target, survey.means, question);
    while (is_shortage(answer.error) && Clock::now() < give_up && co_await loop_.sleep_until(Clock::now() + shortage_pause))
      answer = co_await ask_size(loop_, target, survey.means, question);
    survey.answers[place] = std::move(answer);
  }
  end_turn();
}

void Asker::end_turn() {
  ++free_;
  bell_.cancel();
}

}  // namespace flowvet::probe::path
