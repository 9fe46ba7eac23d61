// The text format by https://prometheus.io/docs/instrumenting/exposition_formats/, "Text-based format".
#include "report/prometheus.hpp"

#include "flowvet/base/text.hpp"

#include <array>
#include <charconv>

namespace flowvet::report {
namespace {

std::string_view word_of(MetricType type) {
  switch (type) {
    case MetricType::gauge:
      return "gauge";
    case MetricType::counter:
      return "counter";
  }
  return "untyped";
}

std::string number_text(double value) {
  std::array<char, 32> digits{};
  const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), value);
  return error == std::errc{} ? std::string(digits.data(), end) : "NaN";
}

/// Backslash, quote and line feed by the format's rule; other bytes that are no plain text like a peer's.
std::string label_value(std::string_view value) {
  std::string text;
  for (const char c : escape_peer_text(value)) {
    if (c == '\\' || c == '"') text += '\\';
    text += c;
  }
  return text;
}

}  // namespace

void PrometheusText::metric(std::string_view name, MetricType type, std::string_view help) {
  name_ = name;
  head_ = "# HELP " + name_ + " " + std::string{help} + "\n# TYPE " + name_ + " " + std::string{word_of(type)} + "\n";
}

void PrometheusText::sample(const Labels& labels, double value) {
  text_ += std::exchange(head_, {}) + name_;
  std::string list;
  for (const auto& [name, label] : labels) list += (list.empty() ? "" : ",") + std::string{name} + "=\"" + label_value(label) + "\"";
  if (!list.empty()) text_ += "{" + list + "}";
  text_ += " " + number_text(value) + "\n";
}

std::string PrometheusText::take() {
  head_.clear();
  return std::exchange(text_, {});
}

double in_seconds(std::chrono::milliseconds duration) {
  return std::chrono::duration<double>(duration).count();
}

double in_unix_seconds(std::chrono::system_clock::time_point time) {
  return in_seconds(std::chrono::floor<std::chrono::milliseconds>(time.time_since_epoch()));
}

}  // namespace flowvet::report
