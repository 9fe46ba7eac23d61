// Builders, nothing clever.
#include "agent/sample_records.hpp"

namespace flowvet::test {

using judge::Verdict;

agent::WallTime minute(int minutes) {
  return std::chrono::sys_days{std::chrono::January / 31 / 2026} + std::chrono::minutes{minutes};
}

agent::Finding finding(Verdict verdict, judge::Cause cause, judge::Outcome seen) {
  return {verdict, judge::Certainty::none, cause, seen};
}

agent::Finding passed() {
  return {Verdict::pass, judge::Certainty::proven, judge::Cause::none, judge::Outcome::answered};
}

agent::Finding failed(judge::Cause cause) {
  return finding(Verdict::fail, cause);
}

agent::Finding unsure() {
  return finding(Verdict::unknown, judge::Cause::undetermined);
}

agent::RunRecord run_at(int minutes, const std::vector<std::pair<std::string, agent::Finding>>& flows) {
  agent::RunRecord run;
  run.job = "vda";
  run.started = minute(minutes);
  run.took = std::chrono::milliseconds{1500};
  run.host = "vda01";
  run.role = "vda";
  run.site = "tokyo";
  run.version = "0.1.0";
  for (const auto& [id, found] : flows) {
    const auto evidence =
        R"({"id":")" + id + R"(","cause":")" + std::string{to_word(found.cause)} + R"(","took_ms":)" + std::to_string(minutes) + "}";
    run.flows.push_back({FlowId{id}, plan::Weight::required, found, found.verdict == Verdict::pass ? std::string{} : evidence});
  }
  return run;
}

}  // namespace flowvet::test
