// Asio servers of a few lines each. What they answer are the publicly documented first bytes of the real services.
#include "cli/demo_server.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <string_view>

namespace flowvet::cli {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

using Session = asio::awaitable<void> (*)(tcp::socket);

constexpr int no_queue = 0;
// One connection fills a queue of length zero; the others cover kernels that round it up.
constexpr int fillers_per_listener = 3;
constexpr std::size_t longest_request = 64 * 1024;

asio::awaitable<void> write_all(tcp::socket& socket, std::string_view text) {
  co_await asio::async_write(socket, asio::buffer(text), asio::use_awaitable);
}

/// Returns when the peer has closed: its end-of-file arrives as an exception that ends the session.
asio::awaitable<void> wait_for_close(tcp::socket& socket) {
  char ignored[256];
  for (;;) co_await socket.async_read_some(asio::buffer(ignored), asio::use_awaitable);
}

asio::awaitable<void> ica_session(tcp::socket socket) {
  using namespace std::string_view_literals;
  co_await write_all(socket, "\x7f\x7fICA\0"sv);
  co_await wait_for_close(socket);
}

asio::awaitable<void> ssh_session(tcp::socket socket) {
  co_await write_all(socket, "SSH-2.0-flowvet_demo\r\n");
  co_await wait_for_close(socket);
}

std::string http_response(std::string_view status, std::string_view type, std::string_view body) {
  return "HTTP/1.1 " + std::string{status} + "\r\nServer: Microsoft-HTTPAPI/2.0\r\nContent-Type: " + std::string{type} +
         "\r\nContent-Length: " + std::to_string(body.size()) + "\r\nConnection: close\r\n\r\n" + std::string{body};
}

/// The controller's registrar: it agrees to read the request, reads the one byte that comes, and finds it wanting.
asio::awaitable<void> registrar_dialogue(tcp::socket& socket, std::string& request, std::size_t head_size) {
  co_await write_all(socket, "HTTP/1.1 100 Continue\r\n\r\n");
  if (request.size() == head_size) {
    char body = 0;
    co_await asio::async_read(socket, asio::buffer(&body, 1), asio::use_awaitable);
  }
  co_await write_all(socket, http_response("400 Bad Request", "application/soap+xml; charset=utf-8", ""));
}

/// StoreFront's documents, empty: their root element is what tells them apart from any other web server's.
std::string store_response(std::string_view request_line) {
  if (request_line.find("/accounts") != std::string_view::npos)
    return http_response("200 OK", "application/vnd.citrix.accounts+xml", "<?xml version=\"1.0\"?><accounts/>");
  if (request_line.find("/discovery") != std::string_view::npos)
    return http_response("200 OK", "application/vnd.citrix.discovery+xml", "<?xml version=\"1.0\"?><discovery/>");
  return http_response("404 Not Found", "text/plain", "");
}

asio::awaitable<void> web_session(tcp::socket socket) {
  std::string request;
  const auto head_size =
      co_await asio::async_read_until(socket, asio::dynamic_buffer(request, longest_request), "\r\n\r\n", asio::use_awaitable);
  if (request.find("/Citrix/CdsController/IRegistrar") != std::string::npos)
    co_await registrar_dialogue(socket, request, head_size);
  else
    co_await write_all(socket, store_response(std::string_view{request}.substr(0, request.find("\r\n"))));
  socket.shutdown(tcp::socket::shutdown_send);
  co_await wait_for_close(socket);
}

/// The frames of all sessions belong to the context and end with it.
asio::awaitable<void> serve(tcp::acceptor& acceptor, Session session) {
  for (;;) {
    auto socket = co_await acceptor.async_accept(asio::use_awaitable);
    asio::co_spawn(acceptor.get_executor(), session(std::move(socket)), asio::detached);
  }
}

std::uint16_t listen_and_serve(asio::io_context& context, tcp::acceptor& acceptor, Session session) {
  acceptor.listen();
  asio::co_spawn(context, serve(acceptor, session), asio::detached);
  return acceptor.local_endpoint().port();
}

}  // namespace

tcp::acceptor& DemoServers::bound(const asio::ip::address& address) {
  auto& acceptor = acceptors_.emplace_back(context_, tcp::v4());
  acceptor.bind({address, 0});
  return acceptor;
}

std::uint16_t DemoServers::start_dropping(const asio::ip::address& address) {
  auto& acceptor = bound(address);
  acceptor.listen(no_queue);
  const auto endpoint = acceptor.local_endpoint();
  fillers_.emplace_back(context_).connect(endpoint);
  for (int i = 1; i < fillers_per_listener; ++i)
    fillers_.emplace_back(context_).async_connect(endpoint, [](const boost::system::error_code&) {});
  return endpoint.port();
}

std::uint16_t DemoServers::start_mute_udp(const asio::ip::address& address) {
  return datagrams_.emplace_back(context_, Udp::endpoint{address, 0}).local_endpoint().port();
}

std::uint16_t DemoServers::start(Behaviour behaviour, const asio::ip::address& address) {
  switch (behaviour) {
    case Behaviour::none:
      return 0;
    case Behaviour::web:
      return listen_and_serve(context_, bound(address), web_session);
    case Behaviour::ica:
      return listen_and_serve(context_, bound(address), ica_session);
    case Behaviour::ssh:
      return listen_and_serve(context_, bound(address), ssh_session);
    case Behaviour::closed:
      return bound(address).local_endpoint().port();
    case Behaviour::dropping:
      return start_dropping(address);
    case Behaviour::mute_udp:
      return start_mute_udp(address);
  }
  return 0;
}

}  // namespace flowvet::cli
