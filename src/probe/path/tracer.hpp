// Traces the flows of a run that got no answer, all at once and beside the attempts that are still under way.
// Where it stands on the road: inside run(), after an attempt; what it finds is more evidence in the Observation.
#pragma once

#include "probe/path/survey.hpp"
#include "probe/rhythm.hpp"

#include <functional>
#include <map>
#include <memory>

namespace flowvet::probe::path {

/// Whether this much evidence leaves the question open how far the flow gets: no valid answer, nothing of this host's own making,
/// and no ICMP error by which the host itself says that the packet arrived.
bool is_worth_tracing(const Observation& observation, catalog::Transport transport, TraceMode mode);

/// An attempt's word that no packet of this flow leaves this host.
bool ends_here(const Attempt& attempt);

/// One of a loop; outlives every coroutine that it hands out.
class Tracer {
 public:
  explicit Tracer(Asker& asker) : asker_(asker) {}

  /// What an attempt showed about the way to its host: the round trip, and whether this flow would serve for comparison.
  void learn(const Target& target, catalog::Transport transport, const Attempt& attempt);

  /// How far this flow gets; `answered` where somebody answers it. Asks nothing new after `end`, which is asked for again when the host has
  /// been compared with, because that may show how long its silence need be listened to.
  Task<Path> follow(Target target, catalog::Transport transport, bool answered, std::function<Clock::time_point()> end);

  /// The shortest round trip of what the host itself answered to the comparison, because the others waited for each other at this
  /// host; nullopt while it answered nothing.
  [[nodiscard]] std::optional<std::chrono::microseconds> round_trip_to(const IpAddress& address) const;

  /// The echoes to hosts that answer echoes: what they show of loss, as attempts do.
  [[nodiscard]] Answers echoes() const { return echoes_; }

 private:
  /// What is known of one host, whatever the flow.
  struct Host {
    explicit Host(boost::asio::io_context& context) : bell(context, Clock::time_point::max()) {}
    std::chrono::microseconds rtt{};
    std::optional<std::pair<Target, catalog::Transport>> works;
    std::optional<Survey> comparison;  ///< begun by the first flow that is followed
    bool compared = false;
    boost::asio::steady_timer bell;
  };

  Host& host(const IpAddress& address);
  void count_echoes(const Trace& comparison, const IpAddress& address);
  Task<void> compare_in_every_way(Host& known, const Target& target, Clock::time_point end);
  Task<void> compare_with_others(Target target, Clock::time_point end);
  [[nodiscard]] std::chrono::milliseconds first_patience(const Host& host, std::chrono::milliseconds timeout) const;

  Asker& asker_;
  std::map<IpAddress, std::unique_ptr<Host>> hosts_;
  std::chrono::microseconds longest_rtt_{};  ///< to any host
  Answers echoes_;
};

}  // namespace flowvet::probe::path
