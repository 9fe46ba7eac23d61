// Everything happens in the order in which it arrives at the loop's thread.
#include "agent/telling/teller.hpp"

#include "agent/log.hpp"
#include "agent/telling/courier.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>

#include <algorithm>
#include <map>
#include <thread>

namespace flowvet::agent::telling {

namespace asio = boost::asio;

class Teller::Desk {
 public:
  Desk(Store& store, std::function<void(const Tallies&)> on_tallies) : store_(store), on_tallies_(std::move(on_tallies)) {}

  /// Every coroutine comes to its end: what it waits for is cut.
  ~Desk() {
    post([this] {
      for (const auto& [key, courier] : couriers_) courier->stop();
      loop_.deadlines.cut();
    });
    work_.reset();
    thread_.join();
  }

  template <class F>
  void post(F work) {
    asio::post(loop_.context, std::move(work));
  }

  void follow(const std::vector<SharedChannel>& channels) {
    auto before = std::exchange(couriers_, {});
    for (const auto& channel : channels) {
      const auto known = before.find(channel->key());
      if (known == before.end()) {
        couriers_[channel->key()] = make_courier(channel);
      } else {
        couriers_[channel->key()] = known->second;
        known->second->follow(channel);
        before.erase(known);
      }
    }
    for (const auto& [key, courier] : before) {
      count(past_, *courier);
      courier->retire();
    }
    forget_others();
    show();
  }

  void take(const Parcel& parcel) {
    for (const auto& [key, courier] : couriers_) courier->take(parcel);
    show();
  }

  void when_idle(std::function<void()> call) {
    on_idle_ = std::move(call);
    show();
  }

 private:
  std::shared_ptr<Courier> make_courier(const SharedChannel& channel) {
    auto courier = std::make_shared<Courier>(loop_, channel, [this, key = channel->key()](std::int64_t done) { on_change(key, done); });
    const auto kept = store_.untold(channel->key());
    if (!kept) log(LogLevel::error, "what waits for " + channel->key() + " is not known: ", kept.error());
    if (kept)
      for (const auto& one : *kept) courier->take({one.id, std::make_shared<const Message>(make_message(one.news))});
    courier->start();
    return courier;
  }

  void on_change(const std::string& key, std::int64_t done) {
    if (done != 0)
      if (const auto forgotten = store_.told(done, key); !forgotten)
        log(LogLevel::warning, key + ": delivered, and perhaps once more after a restart: ", forgotten.error());
    show();
  }

  void forget_others() {
    std::vector<std::string> keys;
    for (const auto& [key, courier] : couriers_) keys.push_back(key);
    if (const auto forgotten = store_.keep_news_for(keys); !forgotten)
      log(LogLevel::warning, "news for channels that are gone could not be forgotten: ", forgotten.error());
  }

  static void count(Tallies& tallies, const Courier& courier) {
    auto& sum = tallies[courier.channel().kind()];
    const auto& one = courier.tally();
    sum.delivered += one.delivered;
    sum.failed_attempts += one.failed_attempts;
    sum.given_up += one.given_up;
  }

  void show() {
    auto tallies = past_;
    for (const auto& [key, courier] : couriers_) {
      count(tallies, *courier);
      tallies[courier->channel().kind()].waiting += courier->tally().waiting;
    }
    on_tallies_(tallies);
    const bool idle = std::ranges::all_of(couriers_, [](const auto& entry) { return entry.second->is_idle(); });
    if (idle && on_idle_) std::exchange(on_idle_, nullptr)();
  }

  Store& store_;
  std::function<void(const Tallies&)> on_tallies_;
  std::function<void()> on_idle_;
  Tallies past_;  ///< of channels that are gone: counters never fall
  Loop loop_;
  std::map<std::string, std::shared_ptr<Courier>> couriers_;
  asio::executor_work_guard<asio::io_context::executor_type> work_{loop_.context.get_executor()};
  std::thread thread_{[this] { loop_.context.run(); }};
};

Teller::Teller(Store& store, std::function<void(const Tallies&)> on_tallies)
    : desk_(std::make_unique<Desk>(store, std::move(on_tallies))) {}
Teller::~Teller() = default;

void Teller::follow(std::vector<SharedChannel> channels) {
  desk_->post([desk = desk_.get(), channels = std::move(channels)] { desk->follow(channels); });
}

void Teller::take(KeptNews news) {
  desk_->post([desk = desk_.get(), news = std::move(news)]() mutable {
    desk->take({news.id, std::make_shared<const Message>(make_message(std::move(news.news)))});
  });
}

void Teller::when_idle(std::function<void()> call) {
  desk_->post([desk = desk_.get(), call = std::move(call)]() mutable { desk->when_idle(std::move(call)); });
}

}  // namespace flowvet::agent::telling
