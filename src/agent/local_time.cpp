// spdlog already knows each system's thread-safe localtime.
#include "agent/local_time.hpp"

#include <spdlog/details/os.h>

namespace flowvet::agent {

WeekTime local_week_time(WallTime time) {
  const auto local = spdlog::details::os::localtime(std::chrono::system_clock::to_time_t(time));
  const int day = (local.tm_wday + 6) % 7;  // std::tm counts from Sunday
  return std::chrono::days{day} + std::chrono::hours{local.tm_hour} + std::chrono::minutes{local.tm_min};
}

std::chrono::minutes utc_offset(WallTime time) {
  return std::chrono::minutes{
      spdlog::details::os::utc_minutes_offset(spdlog::details::os::localtime(std::chrono::system_clock::to_time_t(time)))};
}

}  // namespace flowvet::agent
