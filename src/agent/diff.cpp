// Verdicts are compared by a table that a reader can check against the words of Change.
#include "agent/diff.hpp"

#include "agent/flapping.hpp"
#include "agent/troubles.hpp"

#include <algorithm>
#include <map>

namespace flowvet::agent {
namespace {

using judge::Verdict;

FlowState state_of(const FlowRecord& flow) {
  return {flow.need, flow.finding, troubles_of(flow.evidence)};
}

/// pass, degraded, unknown: each is worse than the one before. A failure is not on this scale.
int rank(Verdict verdict) {
  return verdict == Verdict::pass ? 0 : verdict == Verdict::degraded ? 1 : 2;
}

/// nullopt: the same verdict.
std::optional<Change> change_between(Verdict was, Verdict is) {
  if (was == is) return std::nullopt;
  if (is == Verdict::fail) return Change::broke;
  if (was == Verdict::fail) return works(is) ? Change::healed : Change::changed;
  return rank(is) > rank(was) ? Change::worse : Change::better;
}

std::optional<Change> change_between(const std::optional<Verdict>& was, const std::optional<Verdict>& is) {
  if (!was) return Change::appeared;
  if (!is) return Change::gone;
  return change_between(*was, *is);
}

template <class Record, class Id>
std::map<std::string, const Record*> by_id(const std::vector<Record>& records, Id id) {
  std::map<std::string, const Record*> found;
  for (const auto& record : records) found[id(record)] = &record;
  return found;
}

/// Both sides of every id, in order of ids; null where one has none.
template <class Record, class Id, class Visit>
void for_each_pair(const std::vector<Record>& a, const std::vector<Record>& b, Id id, Visit visit) {
  const auto was = by_id(a, id), is = by_id(b, id);
  auto ids = was;
  ids.insert(is.begin(), is.end());
  for (const auto& [key, any] : ids) {
    const auto left = was.find(key), right = is.find(key);
    visit(key, left == was.end() ? nullptr : left->second, right == is.end() ? nullptr : right->second);
  }
}

class Comparison {
 public:
  Comparison(const RunRecord& a, const RunRecord& b) : a_(a), b_(b) {
    difference_.a = a;
    difference_.b = b;
  }

  Difference make() {
    for_each_pair(
        a_.flows, b_.flows, [](const FlowRecord& flow) { return flow.id.text; },
        [this](const std::string& id, const FlowRecord* was, const FlowRecord* is) { add_flow(id, was, is); });
    for_each_pair(
        a_.outcomes, b_.outcomes, [](const OutcomeRecord& outcome) { return outcome.id; },
        [this](const std::string&, const OutcomeRecord* was, const OutcomeRecord* is) { add_outcome(was, is); });
    std::ranges::stable_sort(difference_.flows, {}, &FlowChange::change);
    std::ranges::stable_sort(difference_.outcomes, {}, &OutcomeChange::change);
    return std::move(difference_);
  }

 private:
  /// A run that was cut says nothing about what it does not have.
  [[nodiscard]] bool says_nothing(const void* was, const void* is) const {
    return (!was && a_.state != RunState::finished) || (!is && b_.state != RunState::finished);
  }

  void add_flow(const std::string& id, const FlowRecord* was, const FlowRecord* is) {
    if (says_nothing(was, is)) return;
    FlowChange flow{FlowId{id}, {}, {}, {}};
    if (was) flow.was = state_of(*was);
    if (is) flow.is = state_of(*is);
    if (was && is && was->finding == is->finding && flow.was->troubles == flow.is->troubles) {
      ++difference_.same;
      return;
    }
    const auto verdict = [](const FlowRecord* record) { return record ? std::optional{record->finding.verdict} : std::nullopt; };
    flow.change = change_between(verdict(was), verdict(is)).value_or(Change::changed);
    difference_.flows.push_back(std::move(flow));
  }

  void add_outcome(const OutcomeRecord* was, const OutcomeRecord* is) {
    if (says_nothing(was, is)) return;
    const auto& any = is ? *is : *was;
    OutcomeChange outcome{any.id, any.title, {}, {}, {}};
    if (was) outcome.was = was->verdict;
    if (is) outcome.is = is->verdict;
    const auto change = change_between(outcome.was, outcome.is);
    if (!change) return;
    outcome.change = *change;
    difference_.outcomes.push_back(std::move(outcome));
  }

  const RunRecord& a_;
  const RunRecord& b_;
  Difference difference_;
};

}  // namespace

Difference compare(const RunRecord& a, const RunRecord& b) {
  return Comparison(a, b).make();
}

bool is_worse(const Difference& difference) {
  return std::ranges::any_of(difference.flows, [](const FlowChange& flow) {
    const bool got_worse = flow.change == Change::broke || flow.change == Change::worse;
    return got_worse && flow.is && flow.is->need == plan::Weight::required;
  });
}

}  // namespace flowvet::agent
