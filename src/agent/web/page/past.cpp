// How many runs are read follows from how many verdicts each has.
#include "agent/web/page/past.hpp"

#include <algorithm>

namespace flowvet::agent::web::page {
namespace {

constexpr std::size_t most_verdicts = 300'000;         ///< a few tenths of a second and some 15 MB
constexpr auto as_long_as_bars{std::chrono::days{8}};  ///< and a day, so that what held when a bar begins is known

/// What is asked one after the other, as long as there are answers.
class Questions {
 public:
  template <class T>
  T take(Result<T> answer) {
    if (answer) return *std::move(answer);
    if (failure_.empty()) failure_ = answer.error().front().what;
    return T{};
  }
  [[nodiscard]] bool failed() const { return !failure_.empty(); }
  [[nodiscard]] const std::string& failure() const { return failure_; }

 private:
  std::string failure_;
};

}  // namespace

JobPast read_past(const Sources& sources, const JobNow& job, WallTime now) {
  const auto& plan = job.job->plan;
  const auto verdicts = std::max<std::size_t>(plan.flows.size() + plan.outcomes.size(), 1);
  RunQuery query{job.job->name, now - as_long_as_bars};
  JobPast past;
  Questions ask;
  past.window = ask.take(sources.store.newest(query, most_verdicts / verdicts));
  if (past.window.runs > 0 && !ask.failed()) {
    query.first_run = past.window.first_run;
    past.older = ask.take(sources.store.newest({job.job->name}, past.window.runs)).cut;
    past.outcomes = ask.take(sources.store.outcomes(query));
    if (!ask.failed()) past.flows = ask.take(sources.store.flows(query));
  }
  if (!ask.failed()) past.told = ask.take(sources.store.last_finished(job.job->name));
  if (ask.failed()) past = {{}, {}, {}, false, {}, ask.failure()};
  return past;
}

}  // namespace flowvet::agent::web::page
