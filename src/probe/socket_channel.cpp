// Each verb is one Asio operation under the dialogue's deadline.
#include "probe/socket_channel.hpp"

#include "probe/os/os.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <utility>

namespace flowvet::probe {

namespace asio = boost::asio;

namespace {

/// What ended an operation, seen from outside: our deadline, the interrupt, the peer, or the network.
NetError ended(const boost::system::error_code& error, const Loop& loop) {
  if (error == asio::error::operation_aborted) return {loop.deadlines.is_cut() ? ErrorKind::cancelled : ErrorKind::timed_out, 0};
  if (error == asio::error::eof) return {ErrorKind::closed, 0};
#ifdef FLOWVET_TLS
  if (error.category() == asio::error::get_ssl_category() || error.category() == asio::ssl::error::get_stream_category())
    return tls_error(error);
#endif
  return os::to_net_error(error.value());
}

}  // namespace

StreamChannel::StreamChannel(Loop& loop, asio::ip::tcp::socket& socket, Clock::time_point deadline)
    : loop_(loop), socket_(socket), deadline_(deadline) {
  boost::system::error_code gone_already;
  peer_ = socket.remote_endpoint(gone_already);
}
StreamChannel::~StreamChannel() = default;

Task<Io<void>> StreamChannel::write(Bytes bytes) {
  const Deadline guard(loop_.deadlines, deadline_, [this] { socket_.cancel(); });
  boost::system::error_code error;
  auto token = asio::redirect_error(asio::use_awaitable, error);
#ifdef FLOWVET_TLS
  if (tls_)
    co_await asio::async_write(*tls_, asio::buffer(bytes), token);
  else
#endif
    co_await asio::async_write(socket_, asio::buffer(bytes), token);
  if (error) co_return ended(error, loop_);
  co_return Io<void>{};
}

Task<Io<Bytes>> StreamChannel::receive(std::size_t limit) {
  const Deadline guard(loop_.deadlines, deadline_, [this] { socket_.cancel(); });
  boost::system::error_code error;
  auto token = asio::redirect_error(asio::use_awaitable, error);
  Bytes bytes(limit);
  std::size_t count = 0;
#ifdef FLOWVET_TLS
  if (tls_)
    count = co_await tls_->async_read_some(asio::buffer(bytes), token);
  else
#endif
    count = co_await socket_.async_read_some(asio::buffer(bytes), token);
  if (error) co_return ended(error, loop_);
  peer_sent_bytes_ = true;
  bytes.resize(count);
  co_return bytes;
}

#ifdef FLOWVET_TLS

Task<Io<TlsFacts>> StreamChannel::start_tls(std::string server_name) {
  co_return co_await secure(std::move(server_name), std::string());
}

Task<Io<TlsFacts>> StreamChannel::reconnect_with_tls(std::string server_name, std::string protocol) {
  if (in_tunnel_) co_return NetError{ErrorKind::unsupported, 0};  // a second connection would be one to the proxy
  tls_.reset();
  forget_left_over();
  boost::system::error_code ignored;
  socket_.close(ignored);
  const auto address = os::from_asio(peer_.address());
  {
    const Deadline guard(loop_.deadlines, deadline_, [this] {
      boost::system::error_code not_open_yet;
      socket_.cancel(not_open_yet);
    });
    const auto connected = co_await os::connect(socket_, peer_, loop_.source_for(address));
    if (connected.error.kind == ErrorKind::timed_out && loop_.deadlines.is_cut()) co_return NetError{ErrorKind::cancelled, 0};
    if (connected.error.kind != ErrorKind::none) co_return connected.error;
  }
  co_return co_await secure(std::move(server_name), std::move(protocol));
}

Task<Io<TlsFacts>> StreamChannel::secure(std::string server_name, std::string protocol) {
  stage_ = Stage::tls;
  // A TLS server never speaks first, and what came in the clear must not be read as if it had come under TLS.
  if (has_left_over()) co_return NetError{ErrorKind::tls, 0};
  tls_ = std::make_unique<TlsStream>(socket_, loop_.tls.context());
  const Deadline guard(loop_.deadlines, deadline_, [this] { socket_.cancel(); });
  TlsEnd end = co_await tls_handshake(*tls_, std::move(server_name), std::move(protocol), loop_.tls.has_roots());
  learnt_ = end.learnt;
  if (end.error.kind != ErrorKind::none && loop_.deadlines.is_cut()) co_return NetError{ErrorKind::cancelled, 0};
  if (end.error.kind != ErrorKind::none) co_return end.error;
  stage_ = Stage::dialogue;
  peer_sent_bytes_ = true;
  co_return std::move(end.learnt);
}

#else

Task<Io<TlsFacts>> StreamChannel::start_tls(std::string) {
  stage_ = Stage::tls;
  co_return NetError{ErrorKind::unsupported, 0};
}

Task<Io<TlsFacts>> StreamChannel::reconnect_with_tls(std::string, std::string) {
  co_return NetError{ErrorKind::unsupported, 0};
}

#endif

Task<Io<void>> DatagramChannel::write(Bytes bytes) {
  sent_at_ = Clock::now();
  if (std::exchange(first_, Sent::now) == Sent::before) co_return Io<void>{};
  boost::system::error_code error;
  auto token = asio::redirect_error(asio::use_awaitable, error);
  if (peer_)
    co_await socket_.async_send_to(asio::buffer(bytes), *peer_, token);
  else
    co_await socket_.async_send(asio::buffer(bytes), token);
  if (error) co_return ended(error, loop_);
  co_return Io<void>{};
}

Task<Io<Bytes>> DatagramChannel::receive(std::size_t limit) {
  const Deadline guard(loop_.deadlines, deadline_, [this] { socket_.cancel(); });
  boost::system::error_code error;
  Bytes bytes;
  std::size_t count = 0;
  do {
    // The buffer is made when there is something to read: thousands wait here for datagrams that never come. A datagram that
    // fails its checksum, or that a stranger sent, wakes us for nothing.
    co_await socket_.async_wait(asio::ip::udp::socket::wait_read, asio::redirect_error(asio::use_awaitable, error));
    if (error) co_return ended(error, loop_);
    bytes.resize(limit);
    count = take_datagram(bytes, error);
  } while (error == asio::error::would_block);
  if (error) co_return ended(error, loop_);
  peer_sent_bytes_ = true;
  round_trip_ = Clock::now() - sent_at_;
  bytes.resize(count);
  co_return bytes;
}

/// error::would_block when there is none, or only one that the peer cannot have sent.
std::size_t DatagramChannel::take_datagram(Bytes& bytes, boost::system::error_code& error) {
  if (!peer_) return socket_.receive(asio::buffer(bytes), 0, error);
  Endpoint sender;
  const std::size_t count = socket_.receive_from(asio::buffer(bytes), sender, 0, error);
  if (error) return 0;
  if (sender.address() == peer_->address())
    peer_ = sender;
  else
    error = asio::error::would_block;
  return count;
}

Task<Io<TlsFacts>> DatagramChannel::start_tls(std::string) { co_return NetError{ErrorKind::unsupported, 0}; }

}  // namespace flowvet::probe
