// Delivery with a real store and channels that answer as a test wants: nothing is lost, nothing held up, nothing told twice.
#include "agent/telling/teller.hpp"

#include "agent/sample_records.hpp"
#include "agent/states_json.hpp"
#include "agent/telling/trial.hpp"
#include "support/temporary_folder.hpp"

#include <doctest/doctest.h>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <stdexcept>
#include <utility>

using namespace flowvet;
using namespace flowvet::test;
using namespace std::chrono_literals;
using agent::telling::Answer;
using agent::telling::Channel;
using agent::telling::ChannelKind;
using agent::telling::Fate;
using agent::telling::SharedChannel;
using agent::telling::Tallies;
using agent::telling::Teller;

namespace {

/// What one receiver got, and what it answers next; taken when nothing else is said.
struct Receiver {
  std::mutex mutex;
  std::vector<std::string> got;  ///< job of each piece of news
  std::deque<Fate> answers;
  bool hangs = false;
  bool throws_once = false;
  std::function<void()> meanwhile;  ///< happens once while a message is under way
};

class FakeChannel : public Channel {
 public:
  FakeChannel(ChannelKind kind, const std::string& name, Receiver& receiver, int most = 0)
      : Channel(kind, name), receiver_(receiver), most_(most) {}

  agent::telling::Task<Answer> send(agent::telling::Loop& loop, const agent::telling::Message& message) const override {
    Fate fate = Fate::taken;
    bool hangs = false;
    {
      const std::lock_guard lock(receiver_.mutex);
      receiver_.got.push_back(message.news.job);
      hangs = receiver_.hangs;
      if (std::exchange(receiver_.throws_once, false)) throw std::runtime_error("out of order");
      if (!receiver_.answers.empty()) {
        fate = receiver_.answers.front();
        receiver_.answers.pop_front();
      }
    }
    if (const auto meanwhile = std::exchange(receiver_.meanwhile, nullptr)) {
      meanwhile();
      co_await boost::asio::post(loop.context, boost::asio::use_awaitable);
    }
    if (hangs) {
      boost::asio::steady_timer timer(loop.context, 1h);
      const probe::Deadline guard(loop.deadlines, probe::Clock::now() + 1h, [&timer] { timer.cancel(); });
      boost::system::error_code ignored;
      co_await timer.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, ignored));
    }
    co_return Answer{fate, "said so"};
  }
  [[nodiscard]] int most_attempts() const override { return most_; }

 private:
  Receiver& receiver_;
  int most_;
};

/// A store and a teller on it; tests wait for what its tallies say.
class Scene {
 public:
  Scene() { start(); }

  void start() {
    teller = std::make_unique<Teller>(*store, [this](const Tallies& now) {
      const std::lock_guard lock(mutex);
      tallies = now;
      change.notify_all();
    });
  }

  /// News of so many minutes ago, as a run of that job would make them.
  void tell(const std::string& job, std::chrono::minutes ago = 0min) {
    auto run = run_at(0, {});
    run.job = job;
    agent::News news{agent::NewsKind::broke,
                     job,
                     {agent::SubjectKind::job, job},
                     {},
                     {judge::Verdict::fail, {}, {}},
                     "",
                     std::chrono::system_clock::now() - ago,
                     0,
                     "vda01"};
    std::vector<std::string> all{"log"};
    all.insert(all.end(), channels.begin(), channels.end());
    REQUIRE(store->save(run, {}, {news}, all).has_value());
    const auto kept = store->untold("log").value();
    REQUIRE(kept.size() == 1);
    REQUIRE(store->told(kept[0].id, "log").has_value());
    teller->take(kept[0]);
  }

  void follow(std::vector<SharedChannel> list) {
    channels.clear();
    for (const auto& channel : list) channels.push_back(channel->key());
    teller->follow(std::move(list));
  }

  void wait_until(auto holds) {
    std::unique_lock lock(mutex);
    REQUIRE(change.wait_for(lock, 60s, [&] { return holds(tallies); }));
  }

  TemporaryFolder folder;
  std::unique_ptr<agent::Store> store = agent::Store::open(folder.path() / "f.db").value();
  std::vector<std::string> channels;
  std::mutex mutex;
  std::condition_variable change;
  Tallies tallies;
  std::unique_ptr<Teller> teller;
};

SharedChannel hook(Receiver& receiver, const std::string& name = "a") {
  return std::make_shared<FakeChannel>(ChannelKind::webhook, name, receiver);
}

constexpr auto webhook = ChannelKind::webhook;
using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("News go to every channel in their order, and then the store has none of them") {
  Scene scene;
  Receiver a, b;
  scene.follow({hook(a), std::make_shared<FakeChannel>(ChannelKind::command, "b", b)});
  for (const auto* job : {"1", "2", "3"}) scene.tell(job);
  scene.wait_until([](Tallies now) { return now[webhook].delivered == 3 && now[ChannelKind::command].delivered == 3; });
  CHECK(a.got == Names{"1", "2", "3"});
  CHECK(b.got == a.got);
  for (const auto* channel : {"log", "webhook a", "command b"}) CHECK(scene.store->untold(channel).value().empty());
}

TEST_CASE("A channel that takes nothing holds up no other, and tries the same news again before any later ones") {
  Scene scene;
  Receiver down, up;
  down.answers = {Fate::again, Fate::again};
  scene.follow({hook(down, "down"), hook(up, "up")});
  scene.tell("1");
  scene.tell("2");
  scene.wait_until([](Tallies now) { return now[webhook].delivered == 4; });
  CHECK(down.got == Names{"1", "1", "1", "2"});
  CHECK(up.got == Names{"1", "2"});
  CHECK(scene.tallies.at(webhook).failed_attempts == 2);
}

TEST_CASE("What a channel refuses for good is given up, and what comes after it is told") {
  Scene scene;
  Receiver receiver;
  receiver.answers = {Fate::never};
  scene.follow({hook(receiver)});
  scene.tell("1");
  scene.tell("2");
  scene.wait_until([](Tallies now) { return now[webhook].delivered == 1; });
  CHECK(receiver.got == Names{"1", "2"});
  CHECK(scene.tallies.at(webhook).given_up == 1);
  CHECK(scene.store->untold("webhook a").value().empty());
}

TEST_CASE("A channel with a number of attempts gives up after them") {
  Scene scene;
  Receiver receiver;
  receiver.answers = {Fate::again, Fate::again};
  scene.follow({std::make_shared<FakeChannel>(webhook, "a", receiver, 2)});
  scene.tell("1");
  scene.wait_until([](Tallies now) { return now[webhook].given_up == 1; });
  CHECK(receiver.got.size() == 2);
}

TEST_CASE("A bug in a channel stops neither it nor the others") {
  Scene scene;
  Receiver buggy, good;
  buggy.throws_once = true;
  scene.follow({hook(buggy, "buggy"), hook(good, "good")});
  scene.tell("1");
  scene.wait_until([](Tallies now) { return now[webhook].delivered == 2; });
  CHECK(buggy.got == Names{"1", "1"});
  CHECK(scene.tallies.at(webhook).failed_attempts == 1);
}

TEST_CASE("A bug in one channel is its answer to a test, and the others give theirs") {
  Receiver good, buggy;
  buggy.throws_once = true;
  const auto trials = agent::telling::try_channels({hook(buggy, "buggy"), hook(good, "good")}, "vda01");
  REQUIRE(trials.size() == 2);
  CHECK(trials[0].answer.words == "a bug: out of order");
  CHECK(trials[1].answer.fate == Fate::taken);
}

TEST_CASE("A stop waits for nobody, and the next process tells what was under way") {
  Scene scene;
  Receiver receiver;
  receiver.hangs = true;
  scene.follow({hook(receiver)});
  scene.tell("1");
  scene.tell("2");
  scene.wait_until([&](Tallies now) { return now[webhook].waiting == 2; });
  scene.teller.reset();
  CHECK(scene.store->untold("webhook a").value().size() == 2);
  receiver.hangs = false;
  receiver.got.clear();
  scene.tallies.clear();
  scene.start();
  scene.follow({hook(receiver)});
  scene.wait_until([](Tallies now) { return now[webhook].delivered == 2; });
  CHECK(receiver.got == Names{"1", "2"});
}

TEST_CASE("What is older than a day is not told any more") {
  Scene scene;
  Receiver receiver;
  scene.follow({hook(receiver)});
  scene.tell("old", 24h + 1min);
  scene.tell("new");
  scene.wait_until([](Tallies now) { return now[webhook].delivered == 1; });
  CHECK(receiver.got == Names{"new"});
  CHECK(scene.tallies.at(webhook).given_up == 1);
}

TEST_CASE("A new configuration of a channel gets what waits, at once; a new channel gets nothing old; one that is gone is forgotten") {
  Scene scene;
  Receiver wrong, right, added, gone;
  wrong.answers = {Fate::again, Fate::again, Fate::again, Fate::again, Fate::again, Fate::again};
  gone.answers = {Fate::again, Fate::again, Fate::again, Fate::again, Fate::again, Fate::again};
  scene.follow({hook(wrong), hook(gone, "gone")});
  scene.tell("1");
  scene.wait_until([](Tallies now) { return now[webhook].failed_attempts >= 2; });
  scene.follow({hook(right), hook(added, "added")});
  scene.wait_until([](Tallies now) { return now[webhook].delivered == 1; });
  CHECK(right.got == Names{"1"});
  CHECK(added.got.empty());
  CHECK(scene.store->untold("webhook gone").value().empty());
  scene.tell("2");
  scene.wait_until([](Tallies now) { return now[webhook].delivered == 3; });
  CHECK(right.got == Names{"1", "2"});
  CHECK(added.got == Names{"2"});
}

TEST_CASE("What is refused for good while the configuration is read again goes to the channel as it is now") {
  Scene scene;
  Receiver wrong, right;
  wrong.answers = {Fate::never};
  wrong.meanwhile = [&] { scene.follow({hook(right)}); };
  scene.follow({hook(wrong)});
  scene.tell("1");
  scene.wait_until([](Tallies now) { return now[webhook].delivered + now[webhook].given_up == 1; });
  CHECK(right.got == Names{"1"});
  CHECK(scene.tallies.at(webhook).given_up == 0);
}

TEST_CASE("News that the store has not got are told as well") {
  Scene scene;
  Receiver receiver;
  scene.follow({hook(receiver)});
  agent::News news{agent::NewsKind::broke,
                   "disk",
                   {agent::SubjectKind::job, "disk"},
                   {},
                   {judge::Verdict::fail, {}, {}},
                   "",
                   std::chrono::system_clock::now(),
                   0,
                   "vda01"};
  scene.teller->take({0, news});
  scene.wait_until([](Tallies now) { return now[webhook].delivered == 1; });
  CHECK(receiver.got == Names{"disk"});
}

TEST_CASE("Whoever waits for the end of telling hears of it when nothing waits any more") {
  Scene scene;
  Receiver receiver;
  receiver.answers = {Fate::again};
  scene.follow({hook(receiver)});
  scene.tell("1");
  std::mutex mutex;
  std::condition_variable change;
  std::size_t got_by_then = 0;
  scene.teller->when_idle([&] {
    const std::lock_guard lock(mutex);
    got_by_then = receiver.got.size();
    change.notify_all();
  });
  std::unique_lock lock(mutex);
  REQUIRE(change.wait_for(lock, 60s, [&] { return got_by_then > 0; }));
  CHECK(got_by_then == 2);
}
