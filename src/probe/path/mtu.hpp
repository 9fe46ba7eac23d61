// Measures how large a packet gets to a host: a search by the flow's own packets, by ICMP echo where those are not answered at
// size, and hop by hop where large ones do not arrive. Where it stands on the road: inside run(), after the attempts.
#pragma once

#include "probe/path/asker.hpp"
#include "responder/message.hpp"

#include <map>
#include <memory>
#include <optional>

namespace flowvet::plan {
struct Probe;
}

namespace flowvet::probe::path {

/// Whether the MTU of the path of such a probe matters, and packets of it may get through at all.
bool is_worth_measuring(const Observation& observation, const plan::Probe& probe, MtuMode mode);

/// A responder that answered on the flow's port.
struct FarEnd {
  const responder::Keys* keys = nullptr;
  std::uint16_t port = 0;  ///< that port, as the responder knows it
};

/// What a measurement begins with.
struct Occasion {
  bool answers = false;             ///< something on the flow's port is known to answer
  bool refuses = false;             ///< the host is known to say that nothing listens there
  std::chrono::microseconds rtt{};  ///< to the host; 0 where it is not known
  bool by_hand = false;             ///< it may take long: hosts that limit how often they answer are asked slowly, and every means is tried
  std::optional<FarEnd> far_end;    ///< asked instead of the service, and about the way back too
};

/// One of a loop; outlives every coroutine that it hands out.
class Gauge {
 public:
  explicit Gauge(Asker& asker) : asker_(asker) {}

  /// Measurements of one host come one after the other, and each begins with what the last one found.
  Task<PathMtu> measure(Target target, catalog::Transport transport, Occasion occasion);

 private:
  /// What is known of one host, whatever the port.
  struct Host {
    explicit Host(boost::asio::io_context& context) : bell(context, Clock::time_point::max()) {}
    std::uint16_t link = 0;
    std::uint16_t passes = 0;
    std::uint16_t passes_back = 0;
    std::optional<SizeSurvey> otherwise;  ///< by echo, or to an unused port
    bool busy = false;
    boost::asio::steady_timer bell;
  };
  friend class Measurement;

  Asker& asker_;
  std::map<IpAddress, std::unique_ptr<Host>> hosts_;
};

}  // namespace flowvet::probe::path
