// {"server": "udp://log01.corp.example", ...}: news to a syslog receiver: RFC 5424 over UDP (RFC 5426), TCP with octet counting
// (RFC 6587, section 3.4.1) or TLS (RFC 5425), or to this host's own socket.
#include "agent/local_time.hpp"
#include "agent/telling/channels.hpp"
#include "agent/telling/syslog_text.hpp"
#include "agent/telling/url.hpp"

#include <spdlog/details/os.h>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/local/datagram_protocol.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <array>
#include <ctime>

namespace flowvet::agent::telling {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

constexpr auto no_throw = asio::as_tuple(asio::use_awaitable);
constexpr std::chrono::seconds usual_timeout{10};
constexpr std::uint16_t usual_port = 514, usual_tls_port = 6514;
/// In this time a host on the same network says that nothing listens there.
constexpr auto patience_for_refusal = 200ms;

enum class Way : std::uint8_t { udp, tcp, tls };

struct Server {
  Way way = Way::udp;
  Place place;
  std::string socket;  ///< of this host; then the others are not used
  Facility facility = Facility::daemon;
  TlsTrust trust;
};

Answer try_again(std::string why) {
  return {Fate::again, std::move(why)};
}

int process() {
  return spdlog::details::os::pid();
}

/// "Jan  1 02:03:04", in this host's time.
std::string local_text(WallTime at) {
  const auto seconds = std::chrono::system_clock::to_time_t(at);
  const auto local = spdlog::details::os::localtime(seconds);
  constexpr std::array months{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};  // in any locale
  std::array<char, 32> text{};
  std::strftime(text.data(), text.size(), " %e %H:%M:%S", &local);
  return std::string{months.at(static_cast<std::size_t>(local.tm_mon))} + text.data();
}

Task<Answer> send_to_socket(Loop& loop, std::string path, std::string line, Clock::time_point deadline) {
  asio::local::datagram_protocol::socket socket(loop.context);
  boost::system::error_code error, ignored;
  socket.connect(asio::local::datagram_protocol::endpoint(path), error);
  if (error) co_return try_again(error.message());
  const probe::Deadline guard(loop.deadlines, deadline, [&socket, &ignored] { socket.close(ignored); });
  const auto [failed, size] = co_await socket.async_send(asio::buffer(line), no_throw);
  static_cast<void>(size);
  if (failed == asio::error::message_size) co_return Answer{Fate::never, failed.message()};
  co_return failed ? try_again(error_words(failed, deadline)) : Answer{Fate::taken, "the local socket took it"};
}

/// Nobody acknowledges a datagram; that its port is closed is at least said by hosts nearby.
Task<std::string> refusal(Loop& loop, asio::ip::udp::socket& socket) {
  boost::system::error_code ignored;
  const probe::Deadline guard(loop.deadlines, Clock::now() + patience_for_refusal, [&socket, &ignored] { socket.cancel(ignored); });
  std::array<char, 1> nothing{};
  const auto [error, size] = co_await socket.async_receive(asio::buffer(nothing), no_throw);
  static_cast<void>(size);
  co_return error&& error != asio::error::operation_aborted ? error.message() : std::string{};
}

Task<Answer> send_by_udp(Loop& loop, Place place, std::string line, Clock::time_point deadline) {
  const auto found = co_await look_up(loop, place.host, deadline);
  if (!found.value) co_return try_again(found.why);
  asio::ip::udp::socket socket(loop.context);
  boost::system::error_code error;
  for (const auto& address : *found.value) {  // the first one to which there is a route
    socket = asio::ip::udp::socket(loop.context);
    socket.connect({address, place.port}, error);  // opens it, and has refusals come back
    if (!error) break;
  }
  if (error) co_return try_again(error.message());
  const auto [failed, size] = co_await socket.async_send(asio::buffer(line), no_throw);
  static_cast<void>(size);
  if (failed) co_return try_again(failed.message());
  const auto why = co_await refusal(loop, socket);
  co_return why.empty() ? Answer{Fate::taken, "sent by UDP, which nobody acknowledges"} : try_again(why);
}

/// Empty, or why the message did not leave.
template <class Stream>
Task<std::string> write_frame(Stream& stream, std::string line, Clock::time_point deadline) {
  const auto frame = std::to_string(line.size()) + " " + line;
  const auto [error, size] = co_await asio::async_write(stream, asio::buffer(frame), no_throw);
  static_cast<void>(size);
  co_return error ? "the message was not taken: " + error_words(error, deadline) : std::string{};
}

/// We end the connection after the message. A receiver that then ends its own side has read everything before; nothing else in this
/// protocol tells that from a queue behind which nobody reads.
Answer answer_of_end(bool ended, const boost::system::error_code& error, Clock::time_point deadline) {
  if (ended) return {Fate::taken, "the receiver read it"};
  if (Clock::now() >= deadline) return try_again("the receiver took the bytes and did not end the connection in time");
  return try_again("the receiver broke the connection: " + error.message());
}

Task<Answer> hand_over(asio::ip::tcp::socket& socket, std::string line, Clock::time_point deadline) {
  const auto why = co_await write_frame(socket, std::move(line), deadline);
  if (!why.empty()) co_return try_again(why);
  boost::system::error_code error;
  static_cast<void>(socket.shutdown(asio::ip::tcp::socket::shutdown_send, error));
  std::array<char, 256> words{};  // a receiver has none
  while (!error) {
    const auto [ended, count] = co_await socket.async_read_some(asio::buffer(words), no_throw);
    static_cast<void>(count);
    error = ended;
  }
  co_return answer_of_end(error == asio::error::eof, error, deadline);
}

#ifdef FLOWVET_TLS
Task<Answer> send_by_tls(asio::ip::tcp::socket& socket, const Server& server, std::string line, Clock::time_point deadline) {
  auto context = make_client_context(server.trust);
  if (!context) co_return try_again(to_text(context.error().front()));
  TlsStream stream(socket, *context);
  const auto why = co_await secure(stream, server.place.host, deadline);
  if (!why.empty()) co_return try_again(why);
  const auto unsent = co_await write_frame(stream, std::move(line), deadline);
  if (!unsent.empty()) co_return try_again(unsent);
  // RFC 5425, section 4.4: we send close_notify. A receiver may end the connection without one of its own.
  const auto [error] = co_await stream.async_shutdown(no_throw);
  co_return answer_of_end(!error || error == asio::ssl::error::stream_truncated, error, deadline);
}
#else
Task<Answer> send_by_tls(asio::ip::tcp::socket&, const Server&, std::string, Clock::time_point) {
  co_return Answer{Fate::never, "this build of flowvet has no TLS"};
}
#endif

Task<Answer> send_by_stream(Loop& loop, const Server& server, std::string line, Clock::time_point deadline) {
  auto found = co_await connect(loop, server.place, deadline);
  if (!found.value) co_return try_again(found.why);
  auto socket = *std::move(found.value);
  boost::system::error_code ignored;
  const probe::Deadline guard(loop.deadlines, deadline, [&socket, &ignored] { socket.close(ignored); });
  if (server.way == Way::tls) {
    auto answer = co_await send_by_tls(socket, server, std::move(line), deadline);
    co_return answer;
  }
  auto answer = co_await hand_over(socket, std::move(line), deadline);
  co_return answer;
}

class Syslog : public Channel {
 public:
  Syslog(const std::string& name, Server server, std::chrono::seconds timeout)
      : Channel(ChannelKind::syslog, name), server_(std::move(server)), timeout_(timeout) {}

  Task<Answer> send(Loop& loop, const Message& message) const override {
    const auto deadline = Clock::now() + timeout_;
    if (!server_.socket.empty()) {
      auto line = to_local_syslog(message, server_.facility, process(), local_text(message.news.at));
      auto answer = co_await send_to_socket(loop, server_.socket, std::move(line), deadline);
      co_return answer;
    }
    if (server_.way == Way::udp) {
      auto line = to_rfc5424(message, server_.facility, process(), longest_datagram);
      auto answer = co_await send_by_udp(loop, server_.place, std::move(line), deadline);
      co_return answer;
    }
    auto line = to_rfc5424(message, server_.facility, process());
    auto answer = co_await send_by_stream(loop, server_, std::move(line), deadline);
    co_return answer;
  }

 private:
  Server server_;
  std::chrono::seconds timeout_;
};

struct Scheme {
  std::string_view begin;
  Way way;
  std::uint16_t port;
};
constexpr std::array schemes{Scheme{"udp://", Way::udp, usual_port}, Scheme{"tcp://", Way::tcp, usual_port},
                             Scheme{"tls://", Way::tls, usual_tls_port}};

bool read_server(const std::string& text, Server& server) {
  constexpr std::size_t longest_path = 107;  // sockaddr_un
  if (text.starts_with('/')) {
    server.socket = text;
    return text.size() <= longest_path;
  }
  for (const auto& scheme : schemes) {
    if (!text.starts_with(scheme.begin)) continue;
    const auto place = parse_place(std::string_view{text}.substr(scheme.begin.size()), scheme.port);
    server.way = scheme.way;
    server.place = place.value_or(Place{});
    return place.has_value();
  }
  return false;
}

}  // namespace

SharedChannel read_syslog(const JsonNode& node, const std::filesystem::path& folder) {
  const JsonObject object(node, {"server", "name", "facility", "tls", "timeout"});
  Server server;
  const auto server_node = object.need("server");
  const auto text = server_node ? server_node->text() : std::string{};
  const bool known = !text.empty() && read_server(text, server);
  if (!text.empty() && !known)
    server_node->problem(in_quotes(text) + " is no syslog server",
                         R"(e.g. "udp://log01:514", "tcp://log01:514", "tls://log01:6514", or "/dev/log" for this host's own)");
#ifndef FLOWVET_TLS
  if (known && server.way == Way::tls) server_node->problem("this build of flowvet has no TLS");
#endif
  if (const auto facility = object.find("facility")) server.facility = facility->word<Facility>().value_or(server.facility);
  if (const auto tls = object.find("tls")) {
    server.trust = read_tls_trust(*tls, folder);
    if (known && server.way != Way::tls) tls->problem("only a server that begins with tls:// speaks TLS");
  }
  const auto name = read_name(object, text);
  const auto timeout = read_timeout(object, usual_timeout);
  return known ? std::make_shared<Syslog>(name, std::move(server), timeout) : nullptr;
}

}  // namespace flowvet::agent::telling
