// Linux: getifaddrs(3), sock_diag(7), and nft(8) as a program, because only it prints rules in a documented form.
#include "probe/os/host_state.hpp"
#include "probe/os/linux_netlink.hpp"
#include "probe/os/os.hpp"

#include <fcntl.h>
#include <ifaddrs.h>
#include <linux/inet_diag.h>
#include <linux/sock_diag.h>
#include <net/if.h>
#include <netinet/in.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fstream>

namespace flowvet::probe::os {

namespace {

using namespace std::chrono_literals;

// Programs for administrators; not searched in PATH, because this one may run as root.
constexpr std::array nft_places{"/usr/sbin/nft", "/sbin/nft", "/usr/local/sbin/nft", "/usr/bin/nft"};
constexpr auto nft_patience = 10s;  // a list of many thousand rules takes about a second
constexpr std::size_t longest_list = std::size_t{64} << 20U;
constexpr std::uint32_t listening_or_bound = 1U << 10U | 1U << 7U;  // TCP_LISTEN, TCP_CLOSE of include/net/tcp_states.h

// --- interfaces

std::optional<IpAddress> address_of(const sockaddr* address) {
  IpAddress result;
  if (address == nullptr) return std::nullopt;
  if (address->sa_family == AF_INET) {
    std::memcpy(result.bytes.data(), &reinterpret_cast<const sockaddr_in*>(address)->sin_addr, 4);
    return result;
  }
  if (address->sa_family != AF_INET6) return std::nullopt;
  result.family = Family::v6;
  std::memcpy(result.bytes.data(), &reinterpret_cast<const sockaddr_in6*>(address)->sin6_addr, 16);
  result.scope = reinterpret_cast<const sockaddr_in6*>(address)->sin6_scope_id;
  return result;
}

// --- a program's output

struct Output {
  int status = -1;  ///< as of waitpid(2); -1: it did not end in time
  std::string out;
  std::string errors;
};

/// Reads both ends until the program closes them; false when it took too long or said too much.
bool read_all(std::array<pollfd, 2>& ends, Output& output) {
  const auto end = std::chrono::steady_clock::now() + nft_patience;
  std::array<std::string*, 2> texts{&output.out, &output.errors};
  while (ends[0].fd >= 0 || ends[1].fd >= 0) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - std::chrono::steady_clock::now()).count();
    if (left <= 0 || output.out.size() > longest_list) return false;
    if (::poll(ends.data(), ends.size(), static_cast<int>(left)) < 0 && errno != EINTR) return false;
    for (std::size_t i = 0; i < ends.size(); ++i) {
      if (ends[i].fd < 0 || ends[i].revents == 0) continue;
      std::array<char, 65536> buffer{};
      const auto size = ::read(ends[i].fd, buffer.data(), buffer.size());
      if (size > 0) texts[i]->append(buffer.data(), static_cast<std::size_t>(size));
      if (size == 0) ends[i].fd = -1;
    }
  }
  return true;
}

/// No shell, no environment but the language, standard input empty.
Output run_program(const char* path, std::vector<const char*> words) {
  Output output;
  std::array<int, 2> out{-1, -1}, errors{-1, -1};
  if (::pipe2(out.data(), O_CLOEXEC) != 0) return output;
  if (::pipe2(errors.data(), O_CLOEXEC) != 0) {
    for (const int fd : out) ::close(fd);
    return output;
  }
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  ::posix_spawn_file_actions_adddup2(&actions, out[1], STDOUT_FILENO);
  ::posix_spawn_file_actions_adddup2(&actions, errors[1], STDERR_FILENO);
  words.push_back(nullptr);
  std::array<const char*, 2> environment{"LC_ALL=C", nullptr};
  pid_t child = -1;
  const int failed =
      ::posix_spawn(&child, path, &actions, nullptr, const_cast<char* const*>(words.data()), const_cast<char* const*>(environment.data()));
  ::posix_spawn_file_actions_destroy(&actions);
  ::close(out[1]);
  ::close(errors[1]);
  if (failed == 0) {
    std::array<pollfd, 2> ends{pollfd{out[0], POLLIN, 0}, pollfd{errors[0], POLLIN, 0}};
    const bool complete = read_all(ends, output);
    if (!complete) ::kill(child, SIGKILL);
    int status = -1;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    if (complete) output.status = status;
  }
  ::close(out[0]);
  ::close(errors[0]);
  return output;
}

// --- the packet filter

/// Rules of the older iptables, which nft does not print.
bool has_legacy_tables() {
  for (const char* file : {"/proc/net/ip_tables_names", "/proc/net/ip6_tables_names"}) {
    std::ifstream stream(file);
    if (std::string table; std::getline(stream, table)) return true;
  }
  return false;
}

std::string first_line(const std::string& text) {
  return text.substr(0, text.find('\n'));
}

}  // namespace

std::vector<Interface> interfaces() {
  ifaddrs* list = nullptr;
  if (::getifaddrs(&list) != 0) return {};
  std::vector<Interface> found;
  for (const ifaddrs* entry = list; entry != nullptr; entry = entry->ifa_next) {
    if ((entry->ifa_flags & IFF_UP) == 0 || (entry->ifa_flags & IFF_LOOPBACK) != 0) continue;
    auto known = std::ranges::find(found, entry->ifa_name, &Interface::name);
    if (known == found.end()) known = found.insert(found.end(), {entry->ifa_name, {}});
    if (const auto address = address_of(entry->ifa_addr)) known->addresses.push_back(*address);
  }
  ::freeifaddrs(list);
  return found;
}

std::vector<std::pair<catalog::Transport, std::uint16_t>> ports_of_v6_alone() {
  std::vector<std::pair<catalog::Transport, std::uint16_t>> ports;
  for (const auto transport : {catalog::Transport::tcp, catalog::Transport::udp}) {
    inet_diag_req_v2 body{};
    body.sdiag_family = AF_INET6;
    body.sdiag_protocol = transport == catalog::Transport::tcp ? IPPROTO_TCP : IPPROTO_UDP;
    body.idiag_states = listening_or_bound;
    Netlink netlink(NETLINK_SOCK_DIAG);
    netlink.ask(NetlinkRequest(SOCK_DIAG_BY_FAMILY, NLM_F_DUMP, body), [&](std::uint16_t, std::span<const std::uint8_t> answer) {
      const auto head = value_of<inet_diag_msg>(answer);
      if (!head) return;
      const bool any = std::ranges::all_of(head->id.idiag_src, [](std::uint32_t word) { return word == 0; });
      if (any)
        each_attribute(answer.subspan(netlink_aligned(sizeof *head)), [&](std::uint16_t name, std::span<const std::uint8_t> value) {
          if (name == INET_DIAG_SKV6ONLY && value_of<std::uint8_t>(value).value_or(0) != 0)
            ports.emplace_back(transport, ntohs(head->id.idiag_sport));
        });
    });
  }
  return ports;
}

FilterRules filter_rules() {
  const auto place = std::ranges::find_if(nft_places, [](const char* path) { return ::access(path, X_OK) == 0; });
  if (place == nft_places.end()) return {std::nullopt, "the program nft, which lists the firewall's rules, is not installed"};
  auto output = run_program(*place, {"nft", "-j", "list", "ruleset"});
  if (output.status < 0) return {std::nullopt, "nft did not list the firewall's rules in time"};
  if (output.status != 0) {
    if (::geteuid() != 0) return {std::nullopt, "only root may read the firewall's rules"};
    return {std::nullopt, "nft did not list the firewall's rules: " + first_line(output.errors)};
  }
  if (has_legacy_tables()) return {std::nullopt, "rules of the older iptables are in use, which nft does not list"};
  return {std::move(output.out), ""};
}

std::optional<std::pair<std::uint16_t, std::uint16_t>> source_ports() {
  std::ifstream file("/proc/sys/net/ipv4/ip_local_port_range");
  std::uint16_t first = 0, last = 0;
  if (!(file >> first >> last) || last < first) return std::nullopt;
  return std::pair{first, last};
}

}  // namespace flowvet::probe::os
