// Datagrams against real sockets on loopback: which of them an attempt hears, and which it must not.
#include "flowvet/probe/run.hpp"
#include "support/loopback.hpp"

#include <doctest/doctest.h>

#include <array>
#include <atomic>

using namespace flowvet;
using namespace flowvet::probe;
using namespace std::chrono_literals;
using boost::asio::ip::udp;
using catalog::Transport;

namespace {

namespace asio = boost::asio;

constexpr std::uint16_t client_port = 68;
const std::string not_found("\0\x05\0\x01no\0", 7);
const std::string first_block(
    "\0\x03\0\x01"
    "boot",
    8);

udp::endpoint local(const char* address, std::uint16_t port = 0) {
  return {asio::ip::make_address(address), port};
}

/// Hands every datagram to `answer`, which sends back what it likes from where it likes.
class Peer {
 public:
  using Answer = std::function<void(asio::io_context&, const std::string& request, const udp::endpoint& client)>;
  explicit Peer(Answer answer)
      : socket_(context_, local("127.0.0.1")), port_(socket_.local_endpoint().port()), thread_([this, answer](const std::stop_token& stop) {
          std::array<char, 2048> buffer{};
          while (true) {
            udp::endpoint client;
            boost::system::error_code error;
            const std::size_t size = socket_.receive_from(asio::buffer(buffer), client, 0, error);
            if (stop.stop_requested()) return;
            if (!error) answer(context_, {buffer.data(), size}, client);
          }
        }) {}
  ~Peer() {
    thread_.request_stop();
    udp::socket(context_, local("127.0.0.1")).send_to(asio::buffer("", 0), local("127.0.0.1", port_));
  }
  [[nodiscard]] std::uint16_t port() const { return port_; }

 private:
  asio::io_context context_;
  udp::socket socket_;
  std::uint16_t port_;
  std::jthread thread_;
};

/// From a new port of that address.
void send_from(asio::io_context& context, const char* address, const std::string& bytes, const udp::endpoint& client) {
  udp::socket(context, local(address)).send_to(asio::buffer(bytes), client);
}

std::vector<Observation> observe_all(const std::vector<plan::Probe>& probes) {
  std::vector<Observation> observations;
  for (const auto& slot : run(test::plan_of(probes), {}, {})) {
    REQUIRE(slot);
    REQUIRE(slot->observations.size() == 1);
    observations.push_back(slot->observations[0]);
    REQUIRE_FALSE(observations.back().attempts.empty());
  }
  return observations;
}

Observation observe(const plan::Probe& probe) {
  return observe_all({probe})[0];
}

const Attempt& last(const Observation& observation) {
  return observation.attempts.back();
}

/// A DHCPACK to an INFORM.
std::string acknowledge(std::string request) {
  constexpr std::size_t options_at = 240;
  request.resize(options_at);
  request[0] = 2;
  return request + std::string("\x35\x01\x05\x36\x04\x7f\0\0\x01\xff", 10);
}

/// Whether this process may listen at the DHCP client's port, and nobody does.
bool can_open_client_port() {
  asio::io_context context;
  boost::system::error_code error;
  udp::socket socket(context, udp::v4());
  socket.bind(local("127.0.0.1", client_port), error);
  if (error) MESSAGE("not tested here: port 68 cannot be opened: ", error.message());
  return !error;
}

}  // namespace

TEST_CASE("a TFTP answer is heard although it comes from a new port") {
  const Peer server([](asio::io_context& context, const std::string&, const udp::endpoint& client) {
    send_from(context, "127.0.0.1", not_found, client);
  });
  const auto observation = observe(test::probe_of(Transport::udp, server.port(), "tftp"));
  CHECK(last(observation).reply == Reply::valid);
  CHECK(observation.attempts.size() == 1);
  CHECK(observation.source == parse_address("127.0.0.1"));
}

TEST_CASE("a stranger's datagram is no TFTP answer, and does not hide the right one") {
  const Peer server([](asio::io_context& context, const std::string&, const udp::endpoint& client) {
    send_from(context, "127.0.0.2", "garbage", client);
    send_from(context, "127.0.0.1", not_found, client);
  });
  CHECK(last(observe(test::probe_of(Transport::udp, server.port(), "tftp"))).reply == Reply::valid);

  const Peer absent([](asio::io_context& context, const std::string&, const udp::endpoint& client) {
    send_from(context, "127.0.0.2", not_found, client);
  });
  const Attempt attempt = last(observe(test::probe_of(Transport::udp, absent.port(), "tftp")));
  CHECK(attempt.reply == Reply::none);
  CHECK(attempt.error.kind == ErrorKind::timed_out);
  CHECK_FALSE(attempt.peer_sent_bytes);
  CHECK(attempt.detail.find("new port") != std::string::npos);
}

TEST_CASE("a TFTP server that sends a file is stopped at the port that sent it") {
  std::atomic<bool> stopped = false;
  const Peer server([&](asio::io_context& context, const std::string&, const udp::endpoint& client) {
    udp::socket transfer(context, local("127.0.0.1"));
    transfer.send_to(asio::buffer(first_block), client);
    std::array<char, 100> buffer{};
    const std::size_t size = transfer.receive(asio::buffer(buffer));
    stopped = size > 4 && buffer[1] == 5;
    stopped.notify_all();
  });
  CHECK(last(observe(test::probe_of(Transport::udp, server.port(), "tftp"))).reply == Reply::valid);
  stopped.wait(false);
  CHECK(stopped);
}

TEST_CASE("a closed TFTP port is refused by an ICMP message, as any other") {
  const Attempt attempt = last(observe(test::probe_of(Transport::udp, test::closed_port(Transport::udp), "tftp")));
  CHECK(attempt.error.kind == ErrorKind::refused);
  REQUIRE(attempt.icmp);
  CHECK(attempt.icmp->offender == parse_address("127.0.0.1"));
}

TEST_CASE("what other services say from another port is not heard") {
  const Peer server([](asio::io_context& context, const std::string& request, const udp::endpoint& client) {
    send_from(context, "127.0.0.1", request, client);
  });
  for (const char* service : {"dns", "ntp", "radius", "stun"}) {
    CAPTURE(service);
    const Attempt attempt = last(observe(test::probe_of(Transport::udp, server.port(), service)));
    CHECK(attempt.error.kind == ErrorKind::timed_out);
    CHECK_FALSE(attempt.peer_sent_bytes);
  }
}

TEST_CASE("a DHCP server is asked from port 68, and several take turns there") {
  if (!can_open_client_port()) return;
  const Peer elsewhere([](asio::io_context& context, const std::string& request, const udp::endpoint& client) {
    send_from(context, "127.0.0.1", acknowledge(request), client);  // not from the port that was asked
  });
  const test::UdpPeer server(acknowledge), other(acknowledge), silent([](const std::string&) { return std::string(); });
  const auto observations =
      observe_all({test::probe_of(Transport::udp, elsewhere.port(), "dhcp"), test::probe_of(Transport::udp, silent.port(), "dhcp"),
                   test::probe_of(Transport::udp, server.port(), "dhcp"), test::probe_of(Transport::udp, other.port(), "dhcp")});
  CHECK(last(observations[0]).error.kind == ErrorKind::timed_out);
  CHECK(last(observations[1]).error.kind == ErrorKind::timed_out);
  CHECK(last(observations[2]).reply == Reply::valid);
  CHECK(last(observations[3]).reply == Reply::valid);
}

TEST_CASE("where another program holds port 68 the check could not be made, and says so at once") {
  if (!can_open_client_port()) return;
  asio::io_context context;
  udp::socket dhcp_client(context, local("0.0.0.0", client_port));
  const test::UdpPeer server(acknowledge);
  const auto observation = observe(test::probe_of(Transport::udp, server.port(), "dhcp"));
  CHECK(observation.attempts.size() == 1);
  CHECK(last(observation).error.kind == ErrorKind::port_taken);
  CHECK(last(observation).detail.find("port 68") != std::string::npos);
}

TEST_CASE("an interrupt ends the wait for port 68 too") {
  if (!can_open_client_port()) return;
  const test::UdpPeer silent([](const std::string&) { return std::string(); });
  std::vector<plan::Probe> probes(3, test::probe_of(Transport::udp, silent.port(), "dhcp"));
  for (auto& probe : probes) probe.timeout = 1h;
  std::stop_source stop;
  const std::jthread interrupt([&] {
    std::this_thread::sleep_for(50ms);  // whenever it comes, the run must end
    stop.request_stop();
  });
  for (const auto& slot : run(test::plan_of(probes), {}, stop.get_token()))
    if (slot) CHECK(slot->observations[0].cut);
}
