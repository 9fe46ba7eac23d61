// Puts a responder together: sockets, desk, tally, and one loop that ends with its life or when somebody asks.
#include "flowvet/responder/listen.hpp"

#include "probe/os/os.hpp"
#include "probe/os/privilege.hpp"
#include "responder/datagrams.hpp"
#include "responder/streams.hpp"

#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include <algorithm>
#include <set>
#include <tuple>

namespace flowvet::responder {

namespace asio = boost::asio;
namespace os = probe::os;

namespace {

constexpr std::chrono::minutes count_every{1};

/// Which ports are open at which addresses.
class Held {
 public:
  explicit Held(const Sockets& sockets) {
    for (const auto& port : sockets.streams) add(catalog::Transport::tcp, port.acceptor);
    for (const auto& port : sockets.datagrams) add(catalog::Transport::udp, port.socket);
  }

  bool operator()(catalog::Transport transport, const Endpoint& at) const {
    const auto any =
        os::from_asio(at.address.family == Family::v4 ? asio::ip::address(asio::ip::address_v4::any()) : asio::ip::address_v6::any());
    return open_.contains({transport, at.address, at.port}) || open_.contains({transport, any, at.port});
  }

 private:
  using Key = std::tuple<catalog::Transport, IpAddress, std::uint16_t>;

  template <class Socket>
  void add(catalog::Transport transport, const Socket& socket) {
    boost::system::error_code error;
    const auto local = socket.local_endpoint(error);
    if (error) return;
    open_.insert({transport, os::from_asio(local.address()), local.port()});
    asio::ip::v6_only only(true);
    if (local.address().is_v6()) socket.get_option(only, error);
    if (!only.value()) open_.insert({transport, os::from_asio(asio::ip::address_v4::any()), local.port()});  // handed over by systemd
  }

  std::set<Key> open_;
};

/// Of the descriptors that are left, four in five may hold strangers.
StreamLimits stream_limits(const ListenOptions& options) {
  StreamLimits limits;
  const auto free = os::free_descriptors();
  limits.strangers = std::clamp<std::size_t>(free * 4 / 5, 1, limits.strangers);
  limits.clients = std::clamp<std::size_t>(free / 10, 1, limits.clients);
  limits.refuse_strangers = options.refuse_strangers;
  return limits;
}

}  // namespace

class Responder::Server {
 public:
  Server(ListenOptions options, const Keys& keys)
      : options_(std::move(options)),
        sockets_(open_sockets(context_, options_)),
        desk_(keys, options_.inbound.callable, Held(sockets_)),
        tally_(options_.inbound.ports),
        call_backs_(context_),
        streams_(context_, desk_, tally_, call_backs_, stream_limits(options_)),
        datagrams_(context_, desk_, tally_, call_backs_) {}

  [[nodiscard]] const Opened& opened() const { return sockets_.opened; }

  Summary run(Watcher& watcher, const std::stop_token& stop) {
    tally_.watch(&watcher);
    for (auto& port : sockets_.streams) streams_.serve(port);
    for (auto& port : sockets_.datagrams) datagrams_.serve(port);
    life_.expires_after(options_.life);
    life_.async_wait([this](const boost::system::error_code& error) {
      if (!error) end();
    });
    count_after(watcher, {});
    const std::stop_callback on_stop(stop, [this] { asio::post(context_, [this] { end(); }); });
    context_.run();
    tally_.watch(nullptr);
    return tally_.summary();
  }

 private:
  void count_after(Watcher& watcher, const Counts& before) {
    minute_.expires_after(count_every);
    minute_.async_wait([this, &watcher, before](const boost::system::error_code& error) {
      if (error) return;
      const auto now = tally_.counts();
      if (now != before) watcher.counted(now);
      count_after(watcher, now);
    });
  }

  /// Takes away all that the loop waits for.
  void end() {
    life_.cancel();
    minute_.cancel();
    boost::system::error_code ignored;
    for (auto& port : sockets_.streams) port.acceptor.close(ignored);
    streams_.end();
    call_backs_.cut();
    for (auto& port : sockets_.datagrams) port.socket.close(ignored);
  }

  ListenOptions options_;
  asio::io_context context_{1};
  Sockets sockets_;
  Desk desk_;
  Tally tally_;
  CallBacks call_backs_;
  Streams streams_;
  Datagrams datagrams_;
  asio::steady_timer life_{context_};
  asio::steady_timer minute_{context_};
};

Responder::Responder(std::unique_ptr<Server> server) : server_(std::move(server)) {}
Responder::Responder(Responder&&) noexcept = default;
Responder& Responder::operator=(Responder&&) noexcept = default;
Responder::~Responder() = default;

Result<Responder> Responder::open(ListenOptions options) {
  const auto keys = derive_keys(options.token->reveal());
  if (!keys) return Problems{{"this build has no OpenSSL, without which nobody's token can be checked", "flowvet listen", ""}};
  const auto roles = options.inbound.role_names;
  auto server = std::make_unique<Server>(std::move(options), *keys);
  const auto& opened = server->opened();
  if (opened.ports == 0) {
    const bool forbidden =
        std::ranges::any_of(opened.not_opened, [](const NotOpened& entry) { return entry.obstacle == Obstacle::no_privilege; });
    return Problems{{"none of the ports of " + roles + " could be opened", "flowvet listen",
                     forbidden ? how_to_allow_low_ports() : "all are taken, or the address is not one of this host's"}};
  }
  return Responder(std::move(server));
}

const Opened& Responder::opened() const {
  return server_->opened();
}

Summary Responder::run(Watcher& watcher, const std::stop_token& stop) {
  return server_->run(watcher, stop);
}

Result<std::string> give_up_privileges(const std::string& user) {
  return os::drop_privileges(user);
}

std::string how_to_allow_low_ports() {
  return os::how_to_allow_low_ports();
}

}  // namespace flowvet::responder
