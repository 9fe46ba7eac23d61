// The only file that knows spdlog's loggers.
#include "agent/log.hpp"

#include "report/layout.hpp"

#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <cstdlib>
#include <memory>

namespace flowvet::agent {
namespace {

spdlog::level::level_enum to_spdlog(LogLevel level) {
  switch (level) {
    case LogLevel::error:
      return spdlog::level::err;
    case LogLevel::warning:
      return spdlog::level::warn;
    case LogLevel::info:
      return spdlog::level::info;
    case LogLevel::debug:
      return spdlog::level::debug;
  }
  return spdlog::level::info;
}

/// syslog's numbers (RFC 5424, table 2) as sd-daemon(3) wants them.
class JournalLevel : public spdlog::custom_flag_formatter {
 public:
  void format(const spdlog::details::log_msg& message, const std::tm&, spdlog::memory_buf_t& line) override {
    const std::string_view prefix = message.level >= spdlog::level::err    ? "<3>"
                                    : message.level == spdlog::level::warn ? "<4>"
                                    : message.level == spdlog::level::info ? "<6>"
                                                                           : "<7>";
    line.append(prefix.data(), prefix.data() + prefix.size());
  }
  [[nodiscard]] std::unique_ptr<custom_flag_formatter> clone() const override { return std::make_unique<JournalLevel>(); }
};

bool journal_reads() {
  const char* stream = std::getenv("JOURNAL_STREAM");
  return stream && *stream;
}

std::unique_ptr<spdlog::formatter> make_formatter() {
  auto formatter = std::make_unique<spdlog::pattern_formatter>();
  if (journal_reads())
    formatter->add_flag<JournalLevel>('*').set_pattern("%*%v");
  else
    formatter->set_pattern("%Y-%m-%dT%H:%M:%S.%e%z %l: %v");
  return formatter;
}

}  // namespace

void set_up_log(LogLevel level) {
  auto logger = std::make_shared<spdlog::logger>("agent", std::make_shared<spdlog::sinks::stderr_sink_mt>());
  logger->set_formatter(make_formatter());
  logger->set_level(to_spdlog(level));
  spdlog::set_default_logger(std::move(logger));
}

void log(LogLevel level, const std::string& text) {
  spdlog::default_logger_raw()->log(to_spdlog(level), spdlog::string_view_t{report::whole_text(text)});
}

void log(LogLevel level, const std::string& what, const Problems& problems) {
  for (const auto& problem : problems) log(level, what + to_text(problem));
}

}  // namespace flowvet::agent
