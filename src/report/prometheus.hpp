// The Prometheus text format (text/plain; version=0.0.4), and what a run comes to in it. Pure; the report format, the agent's door and
// its text file write with it.
#pragma once

#include "flowvet/report/report.hpp"

#include <chrono>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace flowvet::report {

enum class MetricType : std::uint8_t { gauge, counter };

/// Builds a text metric by metric: all samples of one stand together, as the format demands.
class PrometheusText {
 public:
  using Labels = std::vector<std::pair<std::string_view, std::string_view>>;

  /// Begins a metric; a counter's name must end in "_total". Where no sample follows, it leaves nothing behind.
  void metric(std::string_view name, MetricType type, std::string_view help);
  /// A sample of the metric that was begun last. Values of labels may be any bytes.
  void sample(const Labels& labels, double value);

  /// The whole text; ends in a newline.
  std::string take();

 private:
  std::string head_;  ///< of the metric that has no sample yet
  std::string name_;
  std::string text_;
};

/// Seconds as Prometheus wants them.
double in_seconds(std::chrono::milliseconds duration);
double in_unix_seconds(std::chrono::system_clock::time_point time);

/// A run as far as it is measured.
struct MeasuredRun {
  struct Flow {
    std::string id;
    plan::Weight need = plan::Weight::required;
    judge::Verdict verdict = judge::Verdict::unknown;
    judge::Certainty certainty = judge::Certainty::none;
    judge::Cause cause = judge::Cause::none;
    judge::Outcome seen = judge::Outcome::cut;  ///< of the check that decides the flow's verdict
  };
  struct Result {
    std::string id;
    judge::Verdict verdict = judge::Verdict::unknown;
  };

  std::string name;  ///< the label `flowvet_job`
  std::string role;
  std::string site;
  judge::Verdict verdict = judge::Verdict::unknown;
  bool complete = true;
  std::chrono::system_clock::time_point started;
  std::chrono::milliseconds took{};
  std::size_t skipped = 0;
  std::vector<Flow> flows;
  std::vector<Result> outcomes;
};

/// Each level has what those before it have. Every label but the ids of flows and outcomes is a word of a closed list.
enum class MetricsLevel : std::uint8_t {
  outcomes,  ///< a few dozen series a job
  flows,     ///< and two for each flow
};

void write_run_metrics(PrometheusText& text, std::span<const MeasuredRun> runs, MetricsLevel level);

/// A report's run, named after its role.
MeasuredRun measure(const Report& report);

}  // namespace flowvet::report

namespace flowvet::base {
template <>
inline constexpr std::array word_table<report::MetricsLevel>{Word{report::MetricsLevel::outcomes, "outcomes"},
                                                             Word{report::MetricsLevel::flows, "flows"}};
}  // namespace flowvet::base
