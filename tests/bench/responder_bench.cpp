// A responder on loopback: authenticated probes for each second of its own processor time, over UDP and over a new TCP connection each,
// and its memory with 10,000 connections of strangers. The asks are written before the clock starts; the clock is the responder's thread's.
#include "bench/bench.hpp"
#include "flowvet/responder/listen.hpp"
#include "responder/message.hpp"

#include <netinet/in.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <random>
#include <thread>
#include <vector>

using namespace flowvet;
using namespace flowvet::responder;

namespace {

constexpr std::uint16_t port = 39'417;
constexpr std::uint32_t sources = 16;  // addresses of the clients: one may ask 20,000 times in a burst, all together 40,000 times
constexpr std::size_t datagram_asks = 36'000;
constexpr std::size_t stream_asks = 12'000;
constexpr std::size_t strangers = 10'000;
constexpr std::size_t in_flight = 64;  // datagrams without an answer; fewer than a socket's queue holds
constexpr int rounds = 5;

const Keys keys = derive_keys("the token of the benchmark").value();

class Silent : public Watcher {
  void reached(const Reached&) override {}
  void called_back(const CalledBack&) override {}
  void counted(const Counts&) override {}
};

/// Runs on its own thread; end() tells what it counted and how much of the processor it took.
class Running {
 public:
  Running() {
    ListenOptions options;
    options.inbound.role_names = "benchmark";
    options.inbound.ports = {{catalog::Transport::tcp, {port, port}, {}}, {catalog::Transport::udp, {port, port}, {}}};
    options.token = std::make_shared<const Secret>("benchmark", "the token of the benchmark");
    options.addresses = {parse_address("0.0.0.0").value()};
    responder_.emplace(Responder::open(std::move(options)).value());
    thread_ = std::thread([this] {
      const auto before = seconds_of_this_thread();
      summary_ = responder_->run(watcher_, stop_.get_token());
      busy_ = seconds_of_this_thread() - before;
    });
  }
  ~Running() { end(); }
  Summary end() {
    stop_.request_stop();
    if (thread_.joinable()) thread_.join();
    return summary_;
  }
  [[nodiscard]] double busy() const { return busy_; }

 private:
  static double seconds_of_this_thread() {
    timespec time{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
  }

  Silent watcher_;
  std::optional<Responder> responder_;
  std::stop_source stop_;
  Summary summary_;
  double busy_ = 0;
  std::thread thread_;
};

std::vector<Bytes> new_asks(std::size_t count) {
  static std::mt19937_64 random{std::random_device{}()};
  std::vector<Bytes> asks;
  for (std::size_t i = 0; i < count; ++i) {
    Ask ask;
    for (auto& byte : ask.nonce.bytes) byte = static_cast<std::uint8_t>(random());
    ask.session.bytes[0] = static_cast<std::uint8_t>(i / 100);
    ask.session.bytes[1] = static_cast<std::uint8_t>(i / 25'600);
    ask.sent = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
    ask.sequence = static_cast<std::uint16_t>(i % 100 + 1);
    ask.target = {parse_address("127.0.0.1").value(), port};
    asks.push_back(write(ask, keys));
  }
  return asks;
}

sockaddr_in loopback(std::uint32_t host, std::uint16_t number) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(number);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK + host);
  return address;
}

/// A socket of the given kind from 127.0.0.(1 + host), connected to the responder.
int connected(int type, std::uint32_t host) {
  const int fd = ::socket(AF_INET, type | SOCK_CLOEXEC, 0);
  const auto from = loopback(host, 0), to = loopback(0, port);
  const bool bound = ::bind(fd, reinterpret_cast<const sockaddr*>(&from), sizeof from) == 0;
  if (fd < 0 || !bound || ::connect(fd, reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0) {
    std::perror("connect");
    std::exit(1);
  }
  return fd;
}

void ask_by_datagrams(const std::vector<Bytes>& asks) {
  std::vector<int> clients;
  for (std::uint32_t host = 0; host < sources; ++host) clients.push_back(connected(SOCK_DGRAM, host));
  char answer[2048];
  for (std::size_t first = 0; first < asks.size(); first += in_flight) {
    const auto end = std::min(asks.size(), first + in_flight);
    for (auto i = first; i < end; ++i) ::send(clients[i % sources], asks[i].data(), asks[i].size(), 0);
    for (auto i = first; i < end; ++i) {
      pollfd ready{clients[i % sources], POLLIN, 0};
      if (::poll(&ready, 1, 5000) == 1) ::recv(clients[i % sources], answer, sizeof answer, 0);
    }
  }
  for (const int client : clients) ::close(client);
}

void ask_by_connections(const std::vector<Bytes>& asks) {
  char answer[2048];
  for (std::size_t i = 0; i < asks.size(); ++i) {
    const int client = connected(SOCK_STREAM, static_cast<std::uint32_t>(i % sources));
    ::send(client, asks[i].data(), asks[i].size(), MSG_NOSIGNAL);
    ::recv(client, answer, smallest_message, MSG_WAITALL);
    ::close(client);
  }
}

/// Answers for each second of the responder's processor time, median of the rounds.
double rate(const char* what, std::size_t count, void (*ask)(const std::vector<Bytes>&)) {
  std::vector<double> rates;
  for (int round = 0; round < rounds; ++round) {
    const auto asks = new_asks(count);
    Running responder;
    const double took = bench::seconds([&] { ask(asks); });
    const auto answered = responder.end().counts.answered;
    rates.push_back(static_cast<double>(answered) / responder.busy());
    std::printf("round %d: %s: %llu of %zu answered in %.2f s, %.2f s of them the responder's\n", round + 1, what,
                static_cast<unsigned long long>(answered), count, took, responder.busy());
  }
  std::ranges::sort(rates);
  return rates[rates.size() / 2];
}

/// Holds the strangers' ends in a process of its own, because both ends would be more descriptors than many systems allow one.
class Strangers {
 public:
  Strangers() {
    int ready[2];
    if (::pipe(ready) != 0 || (child_ = ::fork()) < 0) std::exit(1);
    if (child_ == 0) {
      for (std::size_t i = 0; i < strangers; ++i) connected(SOCK_STREAM, static_cast<std::uint32_t>(i % sources));
      if (::write(ready[1], "!", 1) != 1) std::_Exit(1);
      for (;;) ::pause();
    }
    ::close(ready[1]);
    char all_connected = 0;
    if (::read(ready[0], &all_connected, 1) != 1) std::exit(1);
    ::close(ready[0]);
  }
  ~Strangers() {
    ::kill(child_, SIGKILL);
    ::waitpid(child_, nullptr, 0);
  }

 private:
  pid_t child_ = -1;
};

/// Bytes that each idle connection adds to the process.
double bytes_a_stranger() {
  const auto asks = new_asks(100);
  Running responder;
  const auto before = bench::resident_bytes();
  const Strangers held;
  ask_by_connections(asks);  // by then all of them have been accepted
  const auto after = bench::resident_bytes();
  std::printf("%zu idle strangers: %.1f MB in all, %.1f MB of them the strangers'\n", strangers, static_cast<double>(after) / 1e6,
              static_cast<double>(after - before) / 1e6);
  return static_cast<double>(after - before) / strangers;
}

}  // namespace

int main() {
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
  const bool datagrams =
      bench::at_least("probes by datagrams a second of one core", rate("datagrams", datagram_asks, ask_by_datagrams), 30'000);
  const bool streams =
      bench::at_least("probes by connections a second of one core", rate("connections", stream_asks, ask_by_connections), 10'000);
  if (limit.rlim_max < strangers * 3 / 2) {
    std::printf("memory of strangers not measured: the limit of descriptors is %llu\n", static_cast<unsigned long long>(limit.rlim_max));
    return datagrams && streams ? 0 : 1;
  }
  const bool small = bench::at_most("memory of an idle stranger", bytes_a_stranger(), 4096, "bytes");
  return datagrams && streams && small ? 0 : 1;
}
