// One coroutine for each connection that may still say something; those that have said something wrong are kept without one, unread.
#include "responder/streams.hpp"

#include "probe/os/listening.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

namespace flowvet::responder {

namespace asio = boost::asio;
namespace os = probe::os;
using asio::ip::tcp;
using probe::ErrorKind;
using probe::Task;

namespace {

constexpr int most_at_once = 16;  // connections accepted from one port before others have their turn
constexpr std::chrono::milliseconds accept_pause{100};
constexpr std::chrono::seconds sweep_every{1};

WallTime wall_now() {
  return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

}  // namespace

struct Streams::Stream {
  tcp::socket socket;
  Arrival arrival;
  SteadyTime since;
  bool is_client = false;
  bool in_a_call = false;  ///< a call-back is under way: it is not idle
  Places* places = nullptr;  ///< null once dropped
  Places::iterator place{};
};

Streams::Streams(asio::io_context& context, Desk& desk, Tally& tally, CallBacks& call_backs, StreamLimits limits)
    : context_(context),
      desk_(desk),
      tally_(tally),
      call_backs_(call_backs),
      limits_(limits),
      sweeper_(context),
      scratch_(largest_on_stream) {
  sweep();
}

void Streams::serve(StreamPort& port) {
  port.acceptor.async_wait(tcp::acceptor::wait_read, [this, &port](const boost::system::error_code& error) {
    if (!error) accept_all(port);
  });
}

void Streams::end() {
  sweeper_.cancel();
  for (auto* places : {&strangers_, &clients_})
    while (!places->empty()) drop(places->front());
}

void Streams::accept_all(StreamPort& port) {
  for (int accepted = 0; accepted < most_at_once; ++accepted) {
    const auto outcome = accept_one(port);
    if (outcome == Accepted::no_room) return serve_later(port);
    if (outcome == Accepted::none) break;
  }
  serve(port);
}

Streams::Accepted Streams::accept_one(StreamPort& port) {
  tcp::socket socket(context_);
  tcp::endpoint peer;
  const auto error = os::accept(port.acceptor, socket, peer);
  if (error.kind == ErrorKind::timed_out) return Accepted::none;
  if (error.kind == ErrorKind::none)
    admit(std::move(socket), peer, port.port);
  else if (error.kind != ErrorKind::no_descriptors || !make_room())
    return Accepted::no_room;
  return Accepted::one;
}

/// The connection that could not be accepted still waits, and would be reported again at once.
void Streams::serve_later(StreamPort& port) {
  const auto pause = std::make_shared<asio::steady_timer>(context_, accept_pause);
  pause->async_wait([this, &port, pause](const boost::system::error_code&) { serve(port); });
}

void Streams::admit(tcp::socket socket, const tcp::endpoint& peer, std::uint16_t port) {
  boost::system::error_code error;
  const auto local = socket.local_endpoint(error);
  if (error) return;  // reset meanwhile
  auto target = local.address();
  if (target.is_v6() && target.to_v6().is_v4_mapped()) target = asio::ip::make_address_v4(asio::ip::v4_mapped, target.to_v6());
  const Arrival arrival{catalog::Transport::tcp, {os::from_asio(peer.address()), peer.port()}, {os::from_asio(target), port},
                        os::hops_left_of_syn(socket)};
  if (strangers_.size() >= limits_.strangers) make_room();
  auto stream = std::make_shared<Stream>(Stream{std::move(socket), arrival, std::chrono::steady_clock::now()});
  stream->place = strangers_.insert(strangers_.end(), stream);
  stream->places = &strangers_;
  asio::co_spawn(context_, attend(std::move(stream)), asio::detached);
}

/// The oldest stranger goes, and where there is none the client that was silent longest.
bool Streams::make_room() {
  auto& places = strangers_.empty() ? clients_ : strangers_;
  if (places.empty()) return false;
  drop(places.front());
  return true;
}

Task<void> Streams::attend(std::shared_ptr<Stream> stream) {
  Bytes message;
  for (;;) {
    const auto heard = co_await hear(stream, message);
    if (heard == Heard::end) break;
    const auto decision =
        heard == Heard::message ? desk_.take(message, stream->arrival, wall_now(), std::chrono::steady_clock::now()) : Decision{};
    tally_.note(stream->arrival, decision);
    if (decision.caller != Caller::client) {
      leave_mute(stream);
      co_return;
    }
    recognise(stream);
    if (!decision.answer) continue;
    auto answer = *decision.answer;
    if (decision.call_back) {
      stream->in_a_call = true;
      const Call call{answer.session, answer.nonce};
      answer.call_back = co_await call_backs_.make(*decision.call_back, stream->arrival, desk_.write(call));
      stream->in_a_call = false;
      if (!answer.call_back) answer.status = Status::busy;
      if (answer.call_back)
        tally_.note_call_back(decision.call_back->transport, stream->arrival.source.address, decision.call_back->port, *answer.call_back);
    }
    const bool sent = co_await reply(stream, desk_.write(answer));
    if (!sent) break;
  }
  drop(stream);
}

/// The next message. Nothing is set aside for a connection that has sent nothing.
Task<Streams::Heard> Streams::hear(std::shared_ptr<Stream> stream, Bytes& message) {
  message.clear();
  boost::system::error_code error;
  for (;;) {
    const auto length = length_on_stream(message);
    if (!length) co_return Heard::nonsense;
    if (*length != 0 && message.size() == *length) co_return Heard::message;
    co_await stream->socket.async_wait(tcp::socket::wait_read, asio::redirect_error(asio::use_awaitable, error));
    if (error) co_return Heard::end;
    const std::size_t wanted = (*length == 0 ? stream_head : *length) - message.size();
    const auto size = stream->socket.read_some(asio::buffer(scratch_.data(), wanted), error);
    if (error && error != asio::error::would_block) co_return Heard::end;
    message.insert(message.end(), scratch_.begin(), scratch_.begin() + static_cast<std::ptrdiff_t>(size));
  }
}

Task<bool> Streams::reply(std::shared_ptr<Stream> stream, Bytes message) {
  boost::system::error_code error;
  co_await asio::async_write(stream->socket, asio::buffer(message), asio::redirect_error(asio::use_awaitable, error));
  co_return !error;
}

/// Nothing that it sends is read any more, and nothing tells it so: it stays until its time is over or its place is needed.
void Streams::leave_mute(const std::shared_ptr<Stream>& stream) {
  if (limits_.refuse_strangers) drop(stream);
}

void Streams::recognise(const std::shared_ptr<Stream>& stream) {
  if (stream->places == nullptr) return;
  clients_.splice(clients_.end(), *stream->places, stream->place);
  stream->places = &clients_;
  stream->is_client = true;
  stream->since = std::chrono::steady_clock::now();
  if (clients_.size() > limits_.clients) drop(std::shared_ptr(clients_.front()));
}

/// By value in its callers' lists: the last reference may be the one that is erased here.
void Streams::drop(const std::shared_ptr<Stream>& stream) {
  const auto kept = stream;
  if (kept->places == nullptr) return;
  if (!kept->is_client) tally_.note_stranger_connection();
  std::exchange(kept->places, nullptr)->erase(kept->place);
  boost::system::error_code ignored;
  kept->socket.close(ignored);
}

void Streams::sweep() {
  const auto now = std::chrono::steady_clock::now();
  drop_older(strangers_, now - (limits_.refuse_strangers ? limits_.refused_age : limits_.stranger_age));
  drop_older(clients_, now - limits_.client_idle);
  sweeper_.expires_after(sweep_every);
  sweeper_.async_wait([this](const boost::system::error_code& error) {
    if (!error) sweep();
  });
}

void Streams::drop_older(Places& places, SteadyTime oldest) {
  while (!places.empty() && places.front()->since < oldest && !places.front()->in_a_call) drop(places.front());
}

}  // namespace flowvet::responder
