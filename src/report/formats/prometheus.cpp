// One report for Prometheus: a file for the textfile collector of node_exporter.
#include "report/prometheus.hpp"

#include "report/formats/formats.hpp"

namespace flowvet::report {

void write_prometheus(const Report& report, std::ostream& out, const WriteOptions& options) {
  PrometheusText text;
  text.metric("flowvet_build_info", MetricType::gauge, "1 for the version of flowvet");
  text.sample({{"version", report.run.version}}, 1);
  const auto run = measure(report);
  write_run_metrics(text, {&run, 1}, options.all ? MetricsLevel::flows : MetricsLevel::outcomes);
  out << text.take();
}

}  // namespace flowvet::report
