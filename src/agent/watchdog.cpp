// Twice within the time that systemd waits, as sd_watchdog_enabled(3) advises.
#include "agent/watchdog.hpp"

namespace flowvet::agent {

void Watchdog::start() {
  if (!notifier_.watchdog()) return;
  timer_.expires_after(*notifier_.watchdog() / 2);
  timer_.async_wait([this](const boost::system::error_code& error) {
    if (error) return;
    if (lives_()) notifier_.send("WATCHDOG=1");
    start();
  });
}

}  // namespace flowvet::agent
