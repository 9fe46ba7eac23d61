// Whatever a report file holds, the answer is a report that every writer can print safely, or a list of problems.
#include "flowvet/report/parse.hpp"
#include "report/explain.hpp"
#include "report/network_words.hpp"
#include "require.hpp"

#include <algorithm>
#include <cstdint>
#include <sstream>
#include <string_view>

using namespace flowvet;

namespace {

constexpr std::size_t columns = 80;

bool is_control(char c) {
  return (static_cast<unsigned char>(c) < 0x20 && c != '\n') || c == 0x7F;
}

void check_safe(const std::string& text) {
  REQUIRE_ALWAYS(std::none_of(text.begin(), text.end(), is_control));
}

void check_report(const report::Report& report) {
  for (const auto& format : report::formats()) {
    std::ostringstream out;
    format.write(report, out, {});
    check_safe(out.str());
  }
  for (const auto& flow : report.flows)
    check_safe(report::explain_flow(flow, columns) + report::explain_network(report, flow, columns));
  for (const auto& flow : report.skipped) check_safe(report::explain_skipped(flow, columns));
}

/// What is written is read back as the same.
void check_round_trip(const report::Report& report) {
  std::ostringstream once, twice;
  report::find_format("json")->write(report, once, {});
  const auto read = report::parse_report(once.str(), "report.json");
  REQUIRE_ALWAYS(read.has_value());
  report::find_format("json")->write(*read, twice, {});
  REQUIRE_ALWAYS(once.str() == twice.str());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto report = report::parse_report(text, "report.json");
  if (report) {
    check_report(*report);
    check_round_trip(*report);
  } else {
    REQUIRE_ALWAYS(!report.error().empty());
  }
  return 0;
}
