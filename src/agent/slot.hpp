// One job of a running agent: where it stands on its grid, and the worker that makes its runs. Belongs to the agent's thread.
#pragma once

#include "agent/worker.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <functional>
#include <memory>
#include <optional>

namespace flowvet::agent {

struct Slot : std::enable_shared_from_this<Slot> {
  /// `on_end` is called in the thread of `context`.
  Slot(Recorder& recorder, boost::asio::io_context& context, std::function<void(const RunEnd&)> on_end);

  /// Takes the job as a configuration has it now, for its next run on. A new pause counts from the last start.
  void follow(std::shared_ptr<const Job> new_job, const Moment& now);

  void start(const Turn& turn, const WeekHours& quiet_hours, WallTime now);
  void ended(SteadyTime at);

  [[nodiscard]] bool is_running() const { return running.has_value(); }
  /// Whether the run was cut by its time limit and has not ended for so long.
  [[nodiscard]] bool hangs(std::chrono::seconds patience) const;

  std::shared_ptr<const Job> job;
  Position position;
  std::optional<WallTime> last_start;
  std::optional<Turn> running;
  SteadyTime limit;      ///< when the run that is under way is cut
  bool retired = false;  ///< no longer in the configuration; goes when its run has ended
  boost::asio::steady_timer limit_timer;
  Worker worker;
};

}  // namespace flowvet::agent
