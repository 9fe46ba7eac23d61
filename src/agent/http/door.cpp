// Boost.Beast reads and writes; one coroutine accepts, one serves each connection.
#include "agent/http/door.hpp"

#include "agent/http/access.hpp"
#include "agent/http/error_form.hpp"
#include "agent/http/guests.hpp"
#include "agent/http/tls_server.hpp"
#include "agent/http/wire.hpp"
#include "agent/http/workers.hpp"
#include "agent/log.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#ifdef FLOWVET_TLS
#include <boost/beast/ssl.hpp>
#endif

#include <algorithm>
#include <iterator>
#include <thread>

namespace flowvet::agent::http {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace wire = boost::beast::http;
using asio::ip::tcp;
using namespace std::chrono_literals;

constexpr auto patience_for_first_request = 10s;  ///< TLS, and a whole header; a header that comes byte by byte included
constexpr auto patience_for_next_request = 60s;   ///< Prometheus asks each 15 s, or each minute
constexpr auto patience_for_writing = 30s;
constexpr auto pause_when_full = 5ms;
constexpr auto pause_without_descriptors = 20ms;
constexpr std::size_t most_guests = 512;
constexpr std::size_t most_of_one_peer = 64;  ///< a browser opens six, Prometheus two; whoever opens more crowds out its own only
constexpr std::uint32_t most_header = 8192;
constexpr std::uint64_t most_body = 1024;  ///< nothing is read from it
constexpr std::size_t reader_threads = 1, most_reads = 64;
constexpr std::size_t prober_threads = 8, most_probes = 16;

constexpr auto no_throw = asio::as_tuple(asio::use_awaitable);

/// An IPv4 address, or of an IPv6 address the network that one host may fill with addresses at will.
Guests::Peer peer_of(const tcp::socket& socket) {
  boost::system::error_code error;
  const auto address = socket.remote_endpoint(error).address();
  constexpr std::size_t network_bytes = 8;
  Guests::Peer peer{};
  if (address.is_v4())
    std::ranges::copy(address.to_v4().to_bytes(), peer.begin());
  else if (address.to_v6().is_v4_mapped())
    std::ranges::copy(asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6()).to_bytes(), peer.begin());
  else
    std::ranges::copy_n(address.to_v6().to_bytes().begin(), network_bytes, std::next(peer.begin(), network_bytes));
  return peer;
}

/// A guest for as long as its connection is served, however that ends: what closes it points into the coroutine.
struct Stay {
  Stay(Guests& where, const Guests::Peer& peer, beast::tcp_stream& stream)
      : guests(where), place(where.enter(peer, [&stream] { stream.cancel(), stream.close(); }, std::chrono::steady_clock::now())) {}
  ~Stay() { guests.leave(place); }
  Stay(const Stay&) = delete;
  Stay& operator=(const Stay&) = delete;

  Guests& guests;
  Guests::Place place;
};

}  // namespace

class Door::Listener {
 public:
  Listener(const Doors& doors, std::vector<Route> routes)
      : routes_(std::move(routes)), access_{doors.token, doors.tls && !doors.tls->client_authority.empty()}, with_tls_(doors.tls) {}

  ~Listener() {
    stop_.request_stop();
    context_.stop();
    if (thread_.joinable()) thread_.join();
  }

  Result<void> listen(const Doors& doors) {
#ifdef FLOWVET_TLS
    if (doors.tls) {
      auto made = make_tls_context(*doors.tls);
      if (!made) return made.error();
      tls_.emplace(*std::move(made));
    }
#endif
    const tcp::endpoint wanted(asio::ip::make_address(to_text(doors.address)), doors.port);
    boost::system::error_code error;
    acceptor_.open(wanted.protocol(), error);
    if (!error) acceptor_.set_option(tcp::acceptor::reuse_address(true), error);
    if (!error) acceptor_.bind(wanted, error);
    if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
    if (error)
      return Problems{{"the agent cannot listen there: " + error.message(), to_text(wanted), "\"listen\" names another address or port"}};
    asio::co_spawn(context_, accept(), asio::detached);
    thread_ = std::thread([this] { context_.run(); });
    return {};
  }

  [[nodiscard]] std::string address() const {
    return (with_tls_ ? "https://" : "http://") + to_text(acceptor_.local_endpoint()) + "/";
  }

 private:
  static std::string to_text(const IpAddress& address) {
    return base::to_text(address);
  }
  static std::string to_text(const tcp::endpoint& endpoint) {
    const auto address = endpoint.address().to_string();
    return (endpoint.address().is_v6() ? "[" + address + "]" : address) + ":" + std::to_string(endpoint.port());
  }

  /// While there is no room, or no descriptor, clients wait in the system's queue.
  asio::awaitable<void> accept() {
    asio::steady_timer timer(context_);
    while (true) {
      if (guests_.full() && !guests_.make_room(std::chrono::steady_clock::now())) {
        timer.expires_after(pause_when_full);
        co_await timer.async_wait(no_throw);
        continue;
      }
      auto [error, socket] = co_await acceptor_.async_accept(no_throw);
      if (!error) {
        const auto peer = peer_of(socket);
        if (guests_.make_room_of_its_own(peer)) asio::co_spawn(context_, serve(std::move(socket), peer), asio::detached);
        continue;
      }
      guests_.make_room_at_once();
      timer.expires_after(pause_without_descriptors);
      co_await timer.async_wait(no_throw);
    }
  }

  asio::awaitable<void> serve(tcp::socket socket, Guests::Peer peer) {
    beast::tcp_stream stream(std::move(socket));
    const Stay stay(guests_, peer, stream);
    stream.expires_after(patience_for_first_request);
#ifdef FLOWVET_TLS
    if (with_tls_) {
      beast::ssl_stream<beast::tcp_stream&> secure(stream, *tls_);
      const auto [error] = co_await secure.async_handshake(asio::ssl::stream_base::server, no_throw);
      if (!error) co_await converse(secure, stream, stay.place);
    }
#endif
    if (!with_tls_) co_await converse(stream, stream, stay.place);
    boost::system::error_code ignored;
    stream.socket().shutdown(tcp::socket::shutdown_send, ignored);
  }

  /// Requests one after the other, as long as both sides want.
  template <class Stream>
  asio::awaitable<void> converse(Stream& stream, beast::tcp_stream& tcp_layer, Guests::Place place) {
    beast::flat_buffer buffer;
    for (bool keep = true; keep;) {
      wire::request_parser<wire::string_body> parser;
      parser.header_limit(most_header);
      parser.body_limit(most_body);
      const auto [error, size] = co_await wire::async_read(stream, buffer, parser, no_throw);
      static_cast<void>(size);
      guests_.serve(place);
      std::optional<Reply> reply;
      if (error) reply = reply_to_error(error);
      if (error && !reply) co_return;
      keep = !error && parser.get().keep_alive();
      const bool head = !error && parser.get().method() == wire::verb::head;
      if (!error) reply = co_await answer(parser.get());
      guests_.await(place, std::chrono::steady_clock::now());  // for it to read
      tcp_layer.expires_after(patience_for_writing);
      auto response = make_response(*std::move(reply), head, keep);
      wire::response_serializer<wire::string_body> serializer(response);
      const auto [failed, written] = co_await wire::async_write(stream, serializer, no_throw);
      static_cast<void>(written);
      if (failed) co_return;
      tcp_layer.expires_after(patience_for_next_request);
    }
  }

  asio::awaitable<Reply> answer(const WireRequest& wire_request) {
    const std::string_view target{wire_request.target().data(), wire_request.target().size()};
    auto reply = co_await find_answer(wire_request, target);
    co_return in_form_for(target, std::move(reply));
  }

  asio::awaitable<Reply> find_answer(const WireRequest& wire_request, std::string_view asked) {
    auto refused = refusal(access_, {field_of(wire_request, "Host"), field_of(wire_request, "Authorization")});
    if (refused) co_return *std::move(refused);
    auto target = parse_target(asked);
    if (!target) co_return plain_reply(400, "This target is not understood.");
    auto request = make_request(wire_request, *std::move(target), stop_.get_token());
    auto found = find_route(routes_, request->method, request->path);
    if (auto* reply = std::get_if<Reply>(&found)) co_return std::move(*reply);
    auto& match = std::get<Match>(found);
    request->captures = std::move(match.captures);
    if (match.route->place == Place::at_once) co_return handle(*match.route, *request);
    auto& workers = match.route->place == Place::reader ? readers_ : probers_;
    auto reply = co_await workers.run(*match.route, request);
    co_return reply;
  }

  const std::vector<Route> routes_;
  const Access access_;
  const bool with_tls_;
#ifdef FLOWVET_TLS
  std::optional<asio::ssl::context> tls_;
#endif
  std::stop_source stop_;
  Guests guests_{most_guests, most_of_one_peer};
  asio::io_context context_{1};
  tcp::acceptor acceptor_{context_};
  Workers readers_{reader_threads, most_reads};
  Workers probers_{prober_threads, most_probes};
  std::thread thread_;
};

Door::Door(std::unique_ptr<Listener> listener) : listener_(std::move(listener)) {}
Door::~Door() = default;

Result<std::unique_ptr<Door>> Door::open(const Doors& doors, std::vector<Route> routes) {
  auto listener = std::make_unique<Listener>(doors, std::move(routes));
  if (const auto listens = listener->listen(doors); !listens) return listens.error();
  return std::unique_ptr<Door>(new Door(std::move(listener)));
}

std::string Door::address() const {
  return listener_->address();
}

}  // namespace flowvet::agent::http
