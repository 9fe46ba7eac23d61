// A connection is its own proof. A datagram is sent a few times, because only the client knows whether one arrived; what can be seen from
// here is that somebody refused it.
#include "responder/call_backs.hpp"

#include "probe/os/os.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <array>

namespace flowvet::responder {

namespace asio = boost::asio;
namespace os = probe::os;
using probe::Clock;
using probe::Deadline;
using probe::ErrorKind;
using probe::Task;

namespace {

constexpr std::size_t most_under_way = 256;
constexpr std::chrono::milliseconds connect_patience{3000};
constexpr int datagrams = 3;
constexpr std::chrono::milliseconds between_datagrams{200};  // time for an ICMP error to come back, too

CallBackReport report_of(probe::NetError error, std::optional<probe::Icmp> icmp) {
  if (icmp) icmp->mtu = 0, icmp->hops_left = 0;
  return {error.kind, std::move(icmp), {}};
}

}  // namespace

Task<std::optional<CallBackReport>> CallBacks::make(CallBack wanted, Arrival arrival, Bytes greeting) {
  if (under_way_ >= most_under_way || deadlines_.is_cut()) co_return std::nullopt;
  ++under_way_;
  std::optional<CallBackReport> report;
  if (wanted.transport == catalog::Transport::tcp)
    report = co_await connect(wanted, arrival, std::move(greeting));
  else
    report = co_await send(wanted, arrival, std::move(greeting));
  --under_way_;
  co_return report;
}

Task<CallBackReport> CallBacks::connect(CallBack wanted, Arrival arrival, Bytes greeting) {
  asio::ip::tcp::socket socket(context_);
  const asio::ip::tcp::endpoint target(os::to_asio(arrival.source.address), wanted.port);
  const auto began = Clock::now();
  const Deadline patience(deadlines_, began + connect_patience, [&socket] {
    boost::system::error_code ignored;
    socket.cancel(ignored);
  });
  auto end = co_await os::connect(socket, target, arrival.target.address, os::Reach{});
  auto report = report_of(end.error, std::move(end.icmp));
  if (report.error == ErrorKind::none) {
    report.rtt = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - began);
    boost::system::error_code ignored;  // the connection stands; whether the greeting arrives is for the client to say
    if (wanted.greet) co_await asio::async_write(socket, asio::buffer(greeting), asio::redirect_error(asio::use_awaitable, ignored));
  }
  co_return report;
}

Task<void> CallBacks::pause() {
  asio::steady_timer never(context_, Clock::time_point::max());
  const Deadline wake(deadlines_, Clock::now() + between_datagrams, [&never] { never.cancel(); });
  boost::system::error_code ignored;
  co_await never.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
}

Task<CallBackReport> CallBacks::send(CallBack wanted, Arrival arrival, Bytes greeting) {
  asio::ip::udp::socket socket(context_);
  const asio::ip::udp::endpoint target(os::to_asio(arrival.source.address), wanted.port);
  const asio::ip::udp::endpoint local(os::to_asio(arrival.target.address), 0);
  auto report = report_of(os::open_udp(socket, target, local, os::Reach{}), std::nullopt);
  std::array<std::uint8_t, 1> ignored_bytes{};
  for (int sent = 0; sent < datagrams && report.error == ErrorKind::none; ++sent) {
    boost::system::error_code error;
    socket.send(asio::buffer(greeting), 0, error);
    co_await pause();
    // An ICMP error that came meanwhile is what reading fails with; the evidence is in the error queue.
    const auto heard = os::receive(socket.native_handle(), ignored_bytes);
    if (error)
      report = report_of(os::to_net_error(error.value()), std::nullopt);
    else if (!heard && heard.error().kind != ErrorKind::timed_out)
      report = report_of(heard.error(), os::take_icmp(socket.native_handle()));
  }
  co_return report;
}

}  // namespace flowvet::responder
