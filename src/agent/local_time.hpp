// The host's own time of the week, which active and quiet hours are written in.
#pragma once

#include "agent/hours.hpp"
#include "agent/record.hpp"

namespace flowvet::agent {

/// By the time zone of the host, or that of the environment variable TZ.
WeekTime local_week_time(WallTime time);

/// How far the host's local time is ahead of UTC at that moment.
std::chrono::minutes utc_offset(WallTime time);

}  // namespace flowvet::agent
