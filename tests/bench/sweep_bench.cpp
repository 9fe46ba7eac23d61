// TCP sweep of all 65,535 ports of 127.0.0.1: flowvet's engine on one and two threads against a bare epoll loop that does nothing
// but connect and read SO_ERROR. The loops take turns, so that a busy machine slows both.
#include "bench/bench.hpp"

#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <vector>

using namespace flowvet;

namespace {

constexpr std::uint32_t last_port = 65535;
constexpr std::size_t in_flight = 256;
constexpr int rounds = 5;

/// How many ports answered in any way: the same work that flowvet does, without keeping what it learnt.
std::size_t bare_sweep() {
  const int poller = ::epoll_create1(EPOLL_CLOEXEC);
  std::uint32_t port = 1;
  std::size_t waiting = 0;
  std::size_t answered = 0;
  while (port <= last_port || waiting > 0) {
    for (; port <= last_port && waiting < in_flight; ++port) {
      const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
      sockaddr_in target{};
      target.sin_family = AF_INET;
      target.sin_port = htons(static_cast<std::uint16_t>(port));
      target.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
      if (::connect(fd, reinterpret_cast<const sockaddr*>(&target), sizeof target) == 0 || errno != EINPROGRESS) {
        ++answered;
        ::close(fd);
        continue;
      }
      epoll_event event{};
      event.events = EPOLLOUT;
      event.data.fd = fd;
      ::epoll_ctl(poller, EPOLL_CTL_ADD, fd, &event);
      ++waiting;
    }
    std::array<epoll_event, 128> events{};
    const int count = ::epoll_wait(poller, events.data(), static_cast<int>(events.size()), -1);
    for (int i = 0; i < count; ++i) {
      const int fd = events[static_cast<std::size_t>(i)].data.fd;
      int error = 0;
      socklen_t size = sizeof error;
      ::getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size);
      ++answered;
      --waiting;
      ::close(fd);
    }
  }
  ::close(poller);
  return answered;
}

double median(std::vector<double> values) {
  std::ranges::sort(values);
  return values[values.size() / 2];
}

}  // namespace

int main() {
  const plan::Plan plan = bench::port_plan("127.0.0.1", 1, last_port, std::chrono::milliseconds(1000), 1);
  const auto sweep = [&plan](unsigned threads) {
    probe::RunOptions options;
    options.threads = threads;
    options.in_flight = in_flight;
    return bench::seconds([&] { probe::run(plan, options, {}); });
  };
  std::vector<double> to_bare;
  std::vector<double> to_one;
  bare_sweep();
  sweep(1);
  for (int round = 0; round < rounds; ++round) {
    const double bare = bench::seconds([] { bare_sweep(); });
    const double one = sweep(1);
    const double two = sweep(2);
    std::printf("round %d: bare %.0f/s, one thread %.0f/s, two threads %.0f/s\n", round + 1, last_port / bare, last_port / one,
                last_port / two);
    to_bare.push_back(bare / one);
    to_one.push_back(one / two);
  }
  const bool fast = bench::at_least("rate of one thread to a bare epoll loop", median(to_bare), 0.8);
  const bool scales = bench::at_least("rate of two threads to one", median(to_one), 1.6);
  return fast && scales ? 0 : 1;
}
