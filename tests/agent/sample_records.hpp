// Runs as the store and what looks back at them get them: short to write, one flow a word.
#pragma once

#include "agent/record.hpp"

#include <string>
#include <utility>
#include <vector>

namespace flowvet::test {

/// 2026-01-31 00:00 UTC and so many minutes.
agent::WallTime minute(int minutes);

agent::Finding finding(judge::Verdict verdict, judge::Cause cause = judge::Cause::none, judge::Outcome seen = judge::Outcome::silent);
agent::Finding passed();
agent::Finding failed(judge::Cause cause = judge::Cause::dropped);
agent::Finding unsure();

/// A finished run of the job "vda" at that minute with these flows; what did not pass has evidence that names the cause.
agent::RunRecord run_at(int minutes, const std::vector<std::pair<std::string, agent::Finding>>& flows);

}  // namespace flowvet::test
