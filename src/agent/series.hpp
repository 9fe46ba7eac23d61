// From what single runs found to one series a flow or outcome. Pure.
#pragma once

#include "agent/store.hpp"

#include <cstddef>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace flowvet::agent {

/// One subject's verdict in one run.
struct Found {
  std::string subject;
  Finding finding;
  plan::Weight need = plan::Weight::required;
  std::optional<std::int64_t> evidence;
};

/// A run that says nothing about a subject stands in its series as a gap. Refers to the runs, which must outlive it.
class SeriesBuilder {
 public:
  /// Oldest first.
  explicit SeriesBuilder(const std::vector<RunHead>& runs);

  /// What a run found, in the order of runs; runs that are not among those above are passed over.
  void add(std::int64_t run, const Found& found);

  std::vector<Series> take();

 private:
  using Runs = std::vector<const RunHead*>;
  struct Growing {
    Series series;
    std::size_t next = 0;  ///< position of the next run among those of the job
  };

  static void grow(Growing& growing, const Runs& runs, std::size_t end);

  std::map<std::string, Runs> runs_;  ///< of each job
  std::map<std::int64_t, std::pair<const Runs*, std::size_t>> positions_;
  std::map<std::pair<std::string, std::string>, Growing> series_;  ///< by job and subject
};

}  // namespace flowvet::agent
