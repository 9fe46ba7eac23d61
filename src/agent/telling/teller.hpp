// The thread that tells people: one courier a channel. Whoever has news hands them over and goes on.
#pragma once

#include "agent/store.hpp"
#include "agent/telling/channels.hpp"

#include <functional>
#include <memory>
#include <vector>

namespace flowvet::agent::telling {

/// Calls may come from any thread and wait for nobody.
class Teller {
 public:
  /// `on_tallies` is called from its thread with every change. The store must outlive it.
  Teller(Store& store, std::function<void(const Tallies&)> on_tallies);
  /// Ends at once. A message that was under way is tried again by the next process, and so is all that waits.
  ~Teller();
  Teller(const Teller&) = delete;
  Teller& operator=(const Teller&) = delete;

  /// The channels of a configuration. A channel of the same key keeps what waits for it, of a new one the store is asked, and of one that
  /// is gone it is forgotten.
  void follow(std::vector<SharedChannel> channels);

  void take(KeptNews news);

  /// Calls once, from its thread, when everything handed over so far was delivered or given up.
  void when_idle(std::function<void()> call);

 private:
  class Desk;
  std::unique_ptr<Desk> desk_;
};

}  // namespace flowvet::agent::telling
