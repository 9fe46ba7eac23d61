// Two thresholds apart, so that flapping itself does not flap.
#include "agent/flapping.hpp"

namespace flowvet::agent {
namespace {

constexpr std::size_t window = 20;
constexpr std::size_t begins_at = 5;
constexpr std::size_t ends_at = 2;

std::size_t changes_in(const std::string& recent) {
  std::size_t changes = 0;
  for (std::size_t i = 1; i < recent.size(); ++i) changes += recent[i] != recent[i - 1] ? 1U : 0U;
  return changes;
}

}  // namespace

bool works(judge::Verdict verdict) {
  return verdict == judge::Verdict::pass || verdict == judge::Verdict::degraded;
}

void Flapping::see(judge::Verdict verdict) {
  if (!works(verdict) && verdict != judge::Verdict::fail) return;
  recent_ += works(verdict) ? 'w' : 'f';
  if (recent_.size() > window) recent_.erase(0, recent_.size() - window);
  const auto changes = changes_in(recent_);
  flapping_ = flapping_ ? changes > ends_at : changes >= begins_at;
}

}  // namespace flowvet::agent
