// A responder: stands in for a role on a host where nothing is installed yet, answers whoever has the token, and stays mute to everybody
// else. open() -> give_up_privileges() -> run(), one thread.
#pragma once

#include "flowvet/base/secret.hpp"
#include "flowvet/plan/inbound.hpp"
#include "flowvet/probe/observation.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

namespace flowvet::responder {

struct ListenOptions {
  plan::Inbound inbound;
  SharedSecret token;
  std::vector<IpAddress> addresses;  ///< of this host; empty: all of them
  std::chrono::seconds life{std::chrono::hours{1}};
  bool refuse_strangers = false;  ///< close their connections instead of staying mute
};

enum class Obstacle : std::uint8_t {
  taken,           ///< another program holds the port
  no_privilege,    ///< below 1024, and this user may not
  no_descriptors,  ///< more sockets than this process may open
  no_address,      ///< the address is not one of this host's
  other,
};

/// Ports that could not be opened for the same reason.
struct NotOpened {
  catalog::Transport transport = catalog::Transport::tcp;
  PortRange ports;
  IpAddress address;  ///< or the wildcard address of its family
  Obstacle obstacle = Obstacle::other;
  std::string holder;  ///< of Obstacle::taken: "sshd (process 812)", empty where it cannot be told; escape on output
  int code = 0;        ///< the system's error

  friend bool operator==(const NotOpened&, const NotOpened&) = default;
};

struct OpenPorts {
  catalog::Transport transport = catalog::Transport::tcp;
  PortRange ports;
  friend bool operator==(const OpenPorts&, const OpenPorts&) = default;
};

struct Opened {
  std::size_t wanted = 0;        ///< ports of the role, TCP and UDP counted apart
  std::size_t ports = 0;         ///< open at one address at least, those that were handed over included
  std::vector<OpenPorts> open;   ///< the same as ranges, by transport and number
  std::size_t inherited = 0;  ///< sockets that the service manager handed over
  std::vector<IpAddress> addresses;  ///< where ports were opened, wildcards too
  std::vector<NotOpened> not_opened;
};

/// A client has arrived at one of the entries of Inbound::ports for the first time.
struct Reached {
  std::size_t entry = 0;
  std::uint16_t port = 0;
  IpAddress source;  ///< after any translation on the way
  std::uint16_t source_port = 0;
  std::uint8_t hops_left = 0;  ///< 0: unknown
};

struct CalledBack {
  catalog::Transport transport = catalog::Transport::tcp;
  IpAddress to;
  std::uint16_t port = 0;
  probe::ErrorKind error = probe::ErrorKind::none;
  std::chrono::microseconds rtt{};  ///< of a connect that succeeded, else 0
};

struct Counts {
  std::uint64_t answered = 0;
  std::uint64_t clock_off = 0;
  std::uint64_t refused = 0;  ///< busy, or a call-back to a port that is not documented
  std::uint64_t replays = 0;
  std::uint64_t called_back = 0;
  std::uint64_t stranger_connections = 0;  ///< ended, or turned out to be one, without the token
  std::uint64_t stranger_datagrams = 0;
  std::size_t sources = 0;  ///< different addresses of clients, as far as they are remembered

  friend bool operator==(const Counts&, const Counts&) = default;
};

/// What came of one entry of Inbound::ports.
struct EntryCount {
  std::uint64_t asks = 0;
  std::uint32_t ports = 0;  ///< how many different ones were reached
};

/// Told while the responder runs.
class Watcher {
 public:
  Watcher() = default;
  Watcher(const Watcher&) = delete;
  Watcher& operator=(const Watcher&) = delete;
  virtual ~Watcher() = default;

  virtual void reached(const Reached& reached) = 0;
  virtual void called_back(const CalledBack& call) = 0;
  /// Once a minute, where anything has changed.
  virtual void counted(const Counts& counts) = 0;
};

struct Summary {
  Counts counts;
  std::vector<EntryCount> entries;  ///< as in Inbound::ports
};

class Responder {
 public:
  /// Opens what can be opened and leaves alone what is taken. Problems: no port at all could be opened, or this build has no HMAC.
  static Result<Responder> open(ListenOptions options);
  Responder(Responder&&) noexcept;
  Responder& operator=(Responder&&) noexcept;
  ~Responder();

  [[nodiscard]] const Opened& opened() const;

  /// Returns when its life is over or a stop is requested.
  Summary run(Watcher& watcher, const std::stop_token& stop);

 private:
  class Server;
  explicit Responder(std::unique_ptr<Server> server);
  std::unique_ptr<Server> server_;
};

/// As root becomes that user; gives up every capability, for good. Call it after open() and before any thread is started.
/// Returns what was done, empty where nothing had to be.
Result<std::string> give_up_privileges(const std::string& user);

/// One line: how this program is allowed to open ports below 1024 on this host.
std::string how_to_allow_low_ports();

}  // namespace flowvet::responder

namespace flowvet::base {
template <>
inline constexpr std::array word_table<responder::Obstacle>{
    Word{responder::Obstacle::taken, "taken"}, Word{responder::Obstacle::no_privilege, "no-privilege"},
    Word{responder::Obstacle::no_descriptors, "no-descriptors"}, Word{responder::Obstacle::no_address, "no-address"},
    Word{responder::Obstacle::other, "other"}};
}  // namespace flowvet::base
