// The agent's HTTP door: sockets, limits and time limits, in a thread of its own, so that no client ever holds up a check.
//   accept ─► TLS ─► read a request ─► access ─► router ─► handler ─► reply
#pragma once

#include "agent/doors.hpp"
#include "agent/http/router.hpp"
#include "flowvet/base/problem.hpp"

#include <memory>
#include <string>
#include <vector>

namespace flowvet::agent::http {

class Door {
 public:
  /// Listens from now on. Problems: an address that is taken or not this host's, files of TLS that cannot be used.
  static Result<std::unique_ptr<Door>> open(const Doors& doors, std::vector<Route> routes);
  /// Ends what is under way: handlers see their stop, connections are closed.
  ~Door();
  Door(const Door&) = delete;
  Door& operator=(const Door&) = delete;

  /// "http://127.0.0.1:9420/"
  [[nodiscard]] std::string address() const;

 private:
  class Listener;
  explicit Door(std::unique_ptr<Listener> listener);

  std::unique_ptr<Listener> listener_;
};

}  // namespace flowvet::agent::http
