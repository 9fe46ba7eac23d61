// What is logged: the first failure of a message, its end, and that it works again; not every attempt of a night.
#include "agent/telling/courier.hpp"

#include "agent/duration.hpp"
#include "agent/log.hpp"
#include "agent/telling/backoff.hpp"
#include "report/layout.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>

namespace flowvet::agent::telling {
namespace {

namespace asio = boost::asio;

constexpr auto no_throw = asio::as_tuple(asio::use_awaitable);
/// Thousands of flows that break at once are one event, and people have understood it by then.
constexpr std::size_t most_waiting = 1000;

Clock::time_point expiry_of(const News& news) {
  const auto age = std::max<std::chrono::system_clock::duration>(std::chrono::system_clock::now() - news.at, {});
  return Clock::now() + (longest_age - age);
}

}  // namespace

Courier::Courier(Loop& loop, SharedChannel channel, std::function<void(std::int64_t)> on_change)
    : loop_(loop), channel_(std::move(channel)), on_change_(std::move(on_change)), bell_(loop.context) {}

void Courier::start() {
  asio::co_spawn(
      loop_.context, [self = shared_from_this()] { return self->work(); }, asio::detached);
}

void Courier::follow(SharedChannel channel) {
  channel_ = std::move(channel);
  failures_ = 0;
  pause_ = {};
  bell_.cancel();
}

void Courier::retire() {
  if (!queue_.empty())
    log(LogLevel::warning, channel_->key() + " is no longer configured; " + report::counted(queue_.size(), "message") + " not delivered");
  queue_.clear();
  stop();
}

void Courier::stop() {
  ended_ = true;
  bell_.cancel();
}

void Courier::take(Parcel parcel) {
  if (ended_ || (parcel.id != 0 && parcel.id <= newest_)) return;
  newest_ = std::max(newest_, parcel.id);
  parcel.expires = expiry_of(parcel.message->news);
  queue_.push_back(std::move(parcel));
  tally_.waiting = queue_.size();
  if (queue_.size() == 1) bell_.cancel();
}

Task<void> Courier::work() {
  while (!ended_) {
    drop_old();
    if (queue_.empty() || pause_.count() > 0) {
      bell_.expires_after(queue_.empty() ? std::chrono::hours{1} : std::exchange(pause_, {}));
      co_await bell_.async_wait(no_throw);
      continue;
    }
    const auto channel = channel_;
    const auto message = queue_.front().message;
    const auto answer = co_await attempt(loop_, *channel, *message);
    // What the channel refused as it was before a reload, it may take as it is now.
    const bool is_outdated = channel != channel_ && answer.fate != Fate::taken;
    if (!ended_ && !is_outdated) settle(answer);
  }
}

void Courier::settle(const Answer& answer) {
  const auto& key = channel_->key();
  if (answer.fate == Fate::taken) {
    log(failures_ > 0 ? LogLevel::info : LogLevel::debug, key + ": delivered: " + answer.words);
    return finish(true);
  }
  ++tally_.failed_attempts;
  ++failures_;
  const bool enough = channel_->most_attempts() > 0 && failures_ >= channel_->most_attempts();
  if (answer.fate == Fate::never || enough) {
    log(LogLevel::error, key + ": given up" + (enough ? " after " + report::counted(static_cast<std::size_t>(failures_), "attempt") : "") +
                             ": " + answer.words + "; not delivered: " + queue_.front().message->text);
    return finish(false);
  }
  pause_ = pause_before_next(answer);
  log(failures_ == 1 ? LogLevel::warning : LogLevel::debug,
      key + ": not delivered: " + answer.words + "; tried again in " + duration_text(pause_));
  on_change_(0);
}

std::chrono::milliseconds Courier::pause_before_next(const Answer& answer) {
  const auto ours = pause_after(failures_, std::uniform_real_distribution<>{}(chance_));
  return answer.wait ? std::max<std::chrono::milliseconds>(ours, *answer.wait) : ours;
}

void Courier::finish(bool delivered) {
  const auto id = queue_.front().id;
  queue_.pop_front();
  failures_ = 0;
  ++(delivered ? tally_.delivered : tally_.given_up);
  tally_.waiting = queue_.size();
  on_change_(id);
}

void Courier::drop_old() {
  std::size_t dropped = 0;
  while (!queue_.empty() && (Clock::now() >= queue_.front().expires || queue_.size() > most_waiting)) {
    finish(false);
    ++dropped;
  }
  if (dropped > 0)
    log(LogLevel::error, channel_->key() + ": " + report::counted(dropped, "message") + " given up: older than a day, or more than " +
                             std::to_string(most_waiting) + " waited");
}

}  // namespace flowvet::agent::telling
