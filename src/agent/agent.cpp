// One thread decides: timers, signals and the ends of runs all arrive at one io_context. It waits for no network, and for a disk only
// where it reads a configuration.
#include "agent/agent.hpp"

#include "agent/board.hpp"
#include "agent/duration.hpp"
#include "agent/exit_status.hpp"
#include "agent/local_time.hpp"
#include "agent/log.hpp"
#include "agent/metrics.hpp"
#include "agent/notifier.hpp"
#include "agent/open_door.hpp"
#include "agent/slot.hpp"
#include "agent/states_json.hpp"
#include "agent/telling/teller.hpp"
#include "agent/textfile.hpp"
#include "agent/watchdog.hpp"
#include "report/layout.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <map>
#include <random>
#include <thread>

namespace flowvet::agent {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

/// Active hours follow a clock that is set, and runs that wait for the disk are tried again, within a minute.
constexpr auto longest_sleep = 1min;
/// Whoever stops a service waits; a run that does not end within this time is given up, and nothing that was finished is lost with it.
constexpr auto longest_stop = 1800ms;
/// With `--once`: a receiver that is down for longer gets its news with the next run.
constexpr auto longest_telling = 30s;
/// After a run was cut; a worker that still runs then hangs, and the watchdog gets to know.
constexpr auto patience_with_cut_run = 60s;

void tell_log(const News& news) {
  const bool good = news.kind == NewsKind::recovered || news.kind == NewsKind::withdrawn;
  log(good ? LogLevel::info : LogLevel::warning, in_words(news));
}

Moment now() {
  return {std::chrono::system_clock::now(), std::chrono::steady_clock::now()};
}

class Agent {
 public:
  Agent(const AgentOptions& options, Config config, Store& store)
      : options_(options),
        database_(config.database),
        store_(store),
        teller_(store, [this](const telling::Tallies& tallies) { board_.told(tallies); }),
        recorder_(store,
                  [this](const KeptNews& kept) {
                    tell_log(kept.news);
                    teller_.take(kept);
                  }),
        notifier_(context_),
        watchdog_(context_, notifier_, [this] { return !any([](const Slot& slot) { return slot.hangs(patience_with_cut_run); }); }),
        doors_(config.doors) {
    apply(std::move(config));
  }

  int run() {
    if (!options_.once) {
      auto opened = open_door(doors_, database_, board_);
      if (!opened) return log(LogLevel::error, "", opened.error()), exit_not_started;
      door_ = *std::move(opened);
    }
    expect_signals();
    notifier_.send("READY=1\n" + status());
    watchdog_.start();
    if (options_.once)
      for (auto& [name, slot] : slots_) start(*slot, {});
    else
      schedule();
    context_.run();
    writer_.join();
    if (const auto waiting = recorder_.write_waiting(); waiting > 0) {
      log(LogLevel::error, report::counted(waiting, "run") + " could not be written and are lost");
      status_ = worse_of(status_, exit_not_written);
    }
    return status_;
  }

 private:
  using Slots = std::map<std::string, std::shared_ptr<Slot>>;

  [[nodiscard]] bool any(bool (*is_so)(const Slot&)) const {
    return std::ranges::any_of(slots_, [is_so](const auto& entry) { return is_so(*entry.second); });
  }
  static bool runs(const Slot& slot) {
    return slot.is_running();
  }

  void apply(Config config) {
    recorder_.follow(config);
    teller_.follow(config.channels);
    quiet_hours_ = config.quiet_hours;
    for (auto& [name, slot] : slots_) slot->retired = true;
    textfile_ = config.doors.textfile;
    std::vector<std::shared_ptr<const Job>> jobs;
    for (auto& job : config.jobs) jobs.push_back(std::make_shared<const Job>(std::move(job)));
    config.database = database_;
    board_.follow(config, jobs);
    for (auto& job : jobs) take_in(std::move(job));
    std::erase_if(slots_, [](const auto& entry) { return entry.second->retired && !entry.second->is_running(); });
  }

  void take_in(std::shared_ptr<const Job> job) {
    auto& slot = slots_[job->name];
    if (!slot) {
      slot = std::make_shared<Slot>(recorder_, context_, [this, name = job->name](const RunEnd& end) { on_end(name, end); });
      remember_last(*slot, job->name);
    }
    slot->retired = false;
    slot->follow(std::move(job), now());
  }

  void remember_last(Slot& slot, const std::string& job) {
    const auto last = store_.last_run(job);
    if (!last || !*last) return;
    slot.last_start = (*last)->started;
    auto run = store_.run((*last)->id);
    auto finished = store_.last_finished(job);
    if (!run || !*run || !finished) return;
    board_.remember(job, std::make_shared<const RunRecord>(**std::move(run)),
                    *finished ? std::make_shared<const RunRecord>(**std::move(finished)) : nullptr);
  }

  /// Starts what is due and sleeps until the next start, or for a minute.
  void schedule() {
    if (stopping_) return;
    const auto moment = now();
    auto wake = moment.steady + longest_sleep;
    for (auto& [name, slot] : slots_) {
      if (slot->is_running() || slot->retired) continue;
      const auto turn = next_turn(slot->job->schedule, slot->position, moment, local_week_time);
      const auto begin = start_of(slot->job->schedule, turn, seed_);
      board_.planned(name, begin, moment);
      if (begin <= moment.steady)
        start(*slot, turn);
      else
        wake = std::min(wake, begin);
    }
    timer_.expires_at(wake);
    timer_.async_wait([this](const boost::system::error_code& error) {
      if (!error) on_wake();
    });
  }

  void on_wake() {
    if (now().steady >= next_write_ && !writes_) {
      next_write_ = now().steady + longest_sleep;
      writes_ = true;
      asio::post(writer_, [this] {
        recorder_.write_waiting();
        asio::post(context_, [this] { writes_ = false; });
      });
    }
    schedule();
  }

  void start(Slot& slot, const Turn& turn) {
    log(LogLevel::debug, "job " + slot.job->name + ": a run begins");
    board_.started(slot.job->name, now().steady);
    slot.start(turn, quiet_hours_, now().wall);
  }

  void on_end(const std::string& name, const RunEnd& end) {
    const auto found = slots_.find(name);
    auto& slot = *found->second;
    slot.ended(std::chrono::steady_clock::now());
    board_.ended(name, end.run, end.written);
    if (options_.once) status_ = worse_of(status_, status_of(end));
    if (slot.retired) slots_.erase(found);
    notifier_.send(status());
    if (!options_.once) schedule();
    renew_textfile();  // says when the next run is due
    if (!any(runs) && stopping_) return finish();
    if (!any(runs) && options_.once) finish_told();
  }

  /// A disk that is slow holds up nothing but the file.
  void renew_textfile() {
    if (textfile_.empty()) return;
    asio::post(writer_, [this, file = textfile_] {
      const auto written = write_textfile(file, metrics_text(board_.now(), now().steady, store_bytes(database_)));
      if (!written && !textfile_fails_) log(LogLevel::error, "the metrics for others to read: ", written.error());
      textfile_fails_ = !written;
    });
  }

  void expect_signals() {
    signals_.async_wait([this](const boost::system::error_code& error, int signal) {
      if (error) return;
      expect_signals();
      if (signal == SIGHUP)
        reload();
      else
        stop(signal);
    });
  }

  void reload() {
    if (stopping_ || options_.once) return;
    const auto monotonic = std::chrono::duration_cast<std::chrono::microseconds>(now().steady.time_since_epoch());
    notifier_.send("RELOADING=1\nMONOTONIC_USEC=" + std::to_string(monotonic.count()));
    auto config = load_config(options_.config);
    newest_config_refused_ = !config;
    if (!config) {
      log(LogLevel::error, "", config.error());
      log(LogLevel::error, "the configuration has mistakes and was not taken; the agent goes on with the one that it has");
    } else {
      if (config->database != database_)
        log(LogLevel::warning, "another database is used after a restart only; until then it is " + database_.string());
      if (!same_door(config->doors, doors_))
        log(LogLevel::warning, "another \"listen\", \"token\" or \"tls\" is used after a restart only");
      apply(*std::move(config));
      log(LogLevel::info, "the configuration was read again: " + report::counted(slots_.size(), "job"));
      schedule();
    }
    notifier_.send("READY=1\n" + status());
  }

  /// Cuts what is under way; what it has found by then is kept as an incomplete run. A second signal ends the program at once.
  void stop(int signal) {
    if (stopping_) std::_Exit(exit_interrupted);
    stopping_ = true;
    notifier_.send("STOPPING=1");
    log(LogLevel::info, "stopping");
    timer_.cancel();
    if (options_.once) status_ = exit_interrupted;
    if (!any(runs)) return finish();
    for (auto& [name, slot] : slots_)
      if (slot->is_running()) slot->worker.cut(signal == SIGTERM ? "the agent was stopped" : "the agent was interrupted");
    timer_.expires_after(longest_stop);
    timer_.async_wait([](const boost::system::error_code& error) {
      if (error) return;
      log(LogLevel::error, "a run does not end; it is given up");
      std::_Exit(exit_hung);
    });
  }

  void finish() {
    timer_.cancel();
    watchdog_.stop();
    signals_.cancel();
  }

  /// When the news of these runs are told, or after a while without that: they are kept.
  void finish_told() {
    teller_.when_idle([this] { asio::post(context_, [this] { finish(); }); });
    timer_.expires_after(longest_telling);
    timer_.async_wait([this](const boost::system::error_code& error) {
      if (error) return;
      log(LogLevel::warning, "not everything could be told in time; the rest is told with the next run");
      finish();
    });
  }

  [[nodiscard]] std::string status() const {
    const auto running = std::ranges::count_if(slots_, [](const auto& entry) { return entry.second->is_running(); });
    return "STATUS=" + report::counted(slots_.size(), "job") + ", " + std::to_string(running) + " running" +
           (newest_config_refused_ ? "; the newest configuration has mistakes and was not taken" : "");
  }

  AgentOptions options_;
  std::filesystem::path database_;
  Store& store_;
  asio::io_context context_{1};
  asio::signal_set signals_{context_, SIGHUP, SIGTERM, SIGINT};
  asio::steady_timer timer_{context_};
  Board board_;
  std::filesystem::path textfile_;
  bool textfile_fails_ = false;  // belongs to the writer's thread
  telling::Teller teller_;
  Recorder recorder_;
  Notifier notifier_;
  bool newest_config_refused_ = false;
  Watchdog watchdog_;
  WeekHours quiet_hours_;
  std::uint64_t seed_ = std::random_device{}();
  SteadyTime next_write_ = now().steady + longest_sleep;
  bool writes_ = false;
  bool stopping_ = false;
  int status_ = exit_stopped;
  asio::thread_pool writer_{1};  // so that a slow disk does not hold up the schedule
  Slots slots_;                  // their workers end before what they use
  Doors doors_;
  std::unique_ptr<OpenDoor> door_;  // last: nobody looks any more while the rest ends
};

}  // namespace

int run_agent(const AgentOptions& options, Config config, Store& store) {
  return Agent(options, std::move(config), store).run();
}

}  // namespace flowvet::agent
