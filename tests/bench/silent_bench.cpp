// 5,000 endpoints that never answer, half of them UDP and half TCP: the run must end within the attempts' budget, and a check in
// flight must stay small. On loopback, a UDP socket that nobody reads and a TCP listener whose queue is full are silent.
#include "bench/bench.hpp"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdio>
#include <string>
#include <vector>

using namespace flowvet;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t endpoints = 5000;
constexpr auto timeout = 1000ms;
constexpr int attempts = 2;

int bound_socket(int type, std::uint16_t& port) {
  const int fd = ::socket(AF_INET, type, 0);
  sockaddr_in any{};
  any.sin_family = AF_INET;
  socklen_t size = sizeof any;
  ::bind(fd, reinterpret_cast<const sockaddr*>(&any), size);
  ::getsockname(fd, reinterpret_cast<sockaddr*>(&any), &size);
  port = ntohs(any.sin_port);
  return fd;
}

/// A listener with room for one connection, which its own client takes.
std::vector<int> full_listener(std::uint16_t& port) {
  std::vector<int> held{bound_socket(SOCK_STREAM, port)};
  ::listen(held[0], 0);
  for (int i = 0; i < 2; ++i) {
    held.push_back(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0));
    sockaddr_in target{};
    target.sin_family = AF_INET;
    target.sin_port = htons(port);
    target.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ::connect(held.back(), reinterpret_cast<const sockaddr*>(&target), sizeof target);
  }
  return held;
}

}  // namespace

int main() {
  std::uint16_t udp_port = 0;
  std::uint16_t tcp_port = 0;
  std::vector<int> held = full_listener(tcp_port);
  held.push_back(bound_socket(SOCK_DGRAM, udp_port));

  plan::Plan plan;
  for (std::size_t i = 0; i < endpoints; ++i) {
    plan::Probe probe;
    probe.host = "127.10." + std::to_string(i / 250) + "." + std::to_string(1 + i % 250);
    probe.transport = i % 2 == 0 ? catalog::Transport::tcp : catalog::Transport::udp;
    probe.port = i % 2 == 0 ? tcp_port : udp_port;
    probe.timeout = timeout;
    probe.attempts = attempts;
    plan.probes.push_back(std::move(probe));
  }
  probe::RunOptions options;
  options.in_flight = endpoints;

  const std::size_t before = bench::resident_bytes();
  probe::Observations observations;
  const double took = bench::seconds([&] { observations = probe::run(plan, options, {}); });
  const double budget = std::chrono::duration<double>(timeout * attempts).count();
  const double bytes = static_cast<double>(bench::peak_resident_bytes() - before) / static_cast<double>(endpoints);

  std::size_t silent = 0;
  for (const auto& slot : observations)
    for (const auto& observation : slot->observations)
      silent += observation.attempts.size() == attempts && observation.attempts.back().error.kind == probe::ErrorKind::timed_out ? 1U : 0U;
  for (const int fd : held) ::close(fd);

  std::printf("%zu of %zu endpoints silent in every attempt\n", silent, endpoints);
  const bool in_time = bench::at_most("time of 5,000 silent endpoints to the attempts' budget", took / budget, 1.1);
  const bool small = bench::at_most("resident memory a check in flight", bytes, 4096, "bytes");
  return silent == endpoints && in_time && small ? 0 : 1;
}
