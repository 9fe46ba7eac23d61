// Blocking calls on a thread each: simple, and independent of the engine under test.
#include "support/loopback.hpp"

#include "flowvet/probe/run.hpp"

#include <boost/asio/write.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace flowvet::test {

namespace asio = boost::asio;
using asio::ip::tcp;
using asio::ip::udp;
using namespace std::chrono_literals;

namespace {
const tcp::endpoint any_tcp(asio::ip::address_v4::loopback(), 0);
const udp::endpoint any_udp(asio::ip::address_v4::loopback(), 0);
}  // namespace

TcpPeer::TcpPeer(std::string greeting, Then then)
    : acceptor_(context_, any_tcp), port_(acceptor_.local_endpoint().port()), greeting_(std::move(greeting)), then_(then),
      thread_([this](const std::stop_token& stop) { serve(stop); }) {}

TcpPeer::~TcpPeer() {
  // Closing a socket does not wake a blocking accept; one last connection does.
  thread_.request_stop();
  boost::system::error_code ignored;
  tcp::socket last(context_);
  last.connect({asio::ip::address_v4::loopback(), port_}, ignored);
}

void TcpPeer::serve(const std::stop_token& stop) {
  while (true) {
    boost::system::error_code error;
    tcp::socket client = acceptor_.accept(error);
    if (error || stop.stop_requested()) return;
    ++accepted_;
    asio::write(client, asio::buffer(greeting_), error);
    while (then_ == Then::flood && !error) asio::write(client, asio::buffer(greeting_), error);
    if (then_ == Then::reset) client.set_option(asio::socket_base::linger(true, 0), error);
    if (then_ == Then::hold) held_.push_back(std::move(client));
  }
}

UdpPeer::UdpPeer(std::function<std::string(const std::string&)> answer)
    : socket_(context_, any_udp),
      port_(socket_.local_endpoint().port()),
      answer_(std::move(answer)),
      thread_([this](const std::stop_token& stop) {
        std::array<char, 65536> buffer{};
        while (true) {
          udp::endpoint from;
          boost::system::error_code error;
          const std::size_t size = socket_.receive_from(asio::buffer(buffer), from, 0, error);
          if (stop.stop_requested()) return;
          const std::string reply = error ? std::string{} : answer_({buffer.data(), size});
          if (!reply.empty()) socket_.send_to(asio::buffer(reply), from, 0, error);
        }
      }) {}

UdpPeer::~UdpPeer() {
  thread_.request_stop();
  udp::socket last(context_, any_udp);
  boost::system::error_code ignored;
  last.send_to(asio::buffer("", 0), {asio::ip::address_v4::loopback(), port_}, 0, ignored);
}

FullListener::FullListener() : acceptor_(context_) {
  acceptor_.open(tcp::v4());
  acceptor_.bind(any_tcp);
  acceptor_.listen(0);
  for (int i = 0; i < 2; ++i) {
    // Started, never waited for: the last one stays half open for as long as this object lives.
    fillers_.emplace_back(context_, tcp::v4()).async_connect(acceptor_.local_endpoint(), [](const boost::system::error_code&) {});
  }
}

std::uint16_t closed_port(catalog::Transport transport) {
  asio::io_context context;
  if (transport == catalog::Transport::udp) return udp::socket(context, any_udp).local_endpoint().port();
  return tcp::acceptor(context, any_tcp).local_endpoint().port();
}

plan::Probe probe_of(catalog::Transport transport, std::uint16_t port, std::string service) {
  plan::Probe probe;
  probe.host = "127.0.0.1";
  probe.transport = transport;
  probe.port = port;
  probe.timeout = 300ms;
  probe.attempts = 2;
  for (const plan::Service& known : probe::services()) {
    if (known.name != service || known.transport != transport) continue;
    probe.service = std::move(service);
    probe.replies = known.replies;
    probe.patience = std::min(known.patience, std::chrono::milliseconds(1000));
    break;
  }
  return probe;
}

plan::Plan plan_of(std::vector<plan::Probe> probes) {
  plan::Plan plan;
  plan.probes = std::move(probes);
  return plan;
}

}  // namespace flowvet::test
