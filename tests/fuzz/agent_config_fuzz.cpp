// Whatever the agent's file holds, the answer is a configuration that can be followed, or a list of problems that is safe to print.
// Lengths of time and hours of the week are read from the raw text too, since few mutations of a file reach them.
#include "agent/config.hpp"
#include "agent/duration.hpp"
#include "require.hpp"

#include <algorithm>
#include <cstdint>
#include <string_view>

using namespace flowvet;

namespace {

void check_config(const agent::Config& config) {
  REQUIRE_ALWAYS(!config.jobs.empty());
  REQUIRE_ALWAYS(config.tell.confirmations > 0);
  for (const auto& job : config.jobs) {
    REQUIRE_ALWAYS(!job.name.empty());
    REQUIRE_ALWAYS(job.schedule.every >= std::chrono::seconds{1});
    REQUIRE_ALWAYS(job.schedule.jitter < job.schedule.every);
    REQUIRE_ALWAYS(!job.plan.flows.empty());
  }
}

void check_problems(const Problems& problems) {
  REQUIRE_ALWAYS(!problems.empty());
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; };
  for (const auto& problem : problems) {
    const auto text = to_text(problem);
    REQUIRE_ALWAYS(std::none_of(text.begin(), text.end(), is_control));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto duration = agent::parse_duration(text)) REQUIRE_ALWAYS(*duration >= std::chrono::seconds{0});
  agent::WeekHours hours;
  REQUIRE_ALWAYS(hours.add(text) != hours.empty());
  const auto config = agent::parse_config(text, "/nonexistent/agent.json");
  if (config)
    check_config(*config);
  else
    check_problems(config.error());
  return 0;
}
