// Linux: which program holds a port, be it with a listener or as the near end of a connection. /proc/net names the socket's inode,
// /proc/*/fd the process that has it open, as far as this user may look.
#include "probe/os/listening.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

namespace flowvet::probe::os {

namespace {

namespace fs = std::filesystem;

struct Table {
  const char* file;
  catalog::Transport transport;
};
constexpr std::array tables{Table{"/proc/net/tcp", catalog::Transport::tcp}, Table{"/proc/net/tcp6", catalog::Transport::tcp},
                            Table{"/proc/net/udp", catalog::Transport::udp}, Table{"/proc/net/udp6", catalog::Transport::udp}};

using Inode = std::uint64_t;

template <class Number>
std::optional<Number> number(std::string_view text, int base) {
  Number value{};
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (error != std::errc{} || stop != text.data() + text.size()) return std::nullopt;
  return value;
}

/// "0100007F" or 32 digits: each word of four bytes is printed as a number of this machine.
std::optional<IpAddress> address_in(std::string_view digits) {
  IpAddress address;
  if (digits.size() == 32) address.family = Family::v6;
  else if (digits.size() != 8) return std::nullopt;
  for (std::size_t word = 0; word * 8 < digits.size(); ++word) {
    const auto value = number<std::uint32_t>(digits.substr(word * 8, 8), 16);
    if (!value) return std::nullopt;
    std::copy_n(reinterpret_cast<const std::uint8_t*>(&*value), sizeof *value, address.bytes.begin() + word * 4);
  }
  return address;
}

struct Held {
  PortHolder holder;
  Inode inode = 0;
};

std::optional<Held> held_in(const std::string& line, const Table& table) {
  std::istringstream words(line);
  std::string slot, local, peer, state, queues, timer, retransmits, user, timeout, inode;
  if (!(words >> slot >> local >> peer >> state >> queues >> timer >> retransmits >> user >> timeout >> inode)) return std::nullopt;
  const auto colon = local.find(':');
  if (colon == std::string::npos) return std::nullopt;
  const auto address = address_in(std::string_view(local).substr(0, colon));
  const auto port = number<std::uint16_t>(std::string_view(local).substr(colon + 1), 16);
  const auto found = number<Inode>(inode, 10);
  if (!address || !port || !found) return std::nullopt;
  return Held{{table.transport, *address, *port, {}}, *found};
}

std::vector<Held> held_ports() {
  std::vector<Held> held;
  for (const auto& table : tables) {
    std::ifstream file(table.file);
    for (std::string line; std::getline(file, line);)
      if (auto entry = held_in(line, table)) held.push_back(std::move(*entry));
  }
  return held;
}

/// "socket:[12345]"
std::optional<Inode> inode_in(const std::string& link) {
  constexpr std::string_view before = "socket:[";
  if (!link.starts_with(before) || !link.ends_with(']')) return std::nullopt;
  return number<Inode>(std::string_view(link).substr(before.size(), link.size() - before.size() - 1), 10);
}

std::string program_of(const fs::path& process) {
  std::string name;
  std::getline(std::ifstream(process / "comm"), name);
  return name.empty() ? std::string{} : name + " (process " + process.filename().string() + ")";
}

/// The first process that has each of these sockets open; this one does not count.
std::map<Inode, std::string> programs_of(const std::map<Inode, std::string>& wanted) {
  std::map<Inode, std::string> programs = wanted;
  std::error_code error;
  for (fs::directory_iterator process("/proc", error), end; !error && process != end; process.increment(error)) {
    const auto id = number<int>(process->path().filename().string(), 10);
    if (!id || *id == ::getpid()) continue;
    std::error_code hidden;
    for (fs::directory_iterator entry(process->path() / "fd", hidden), last; !hidden && entry != last; entry.increment(hidden)) {
      std::error_code gone;
      const auto inode = inode_in(fs::read_symlink(entry->path(), gone).string());
      const auto found = inode ? programs.find(*inode) : programs.end();
      if (found != programs.end() && found->second.empty()) found->second = program_of(process->path());
    }
  }
  return programs;
}

}  // namespace

std::vector<PortHolder> port_holders() {
  auto held = held_ports();
  std::map<Inode, std::string> wanted;
  for (const auto& entry : held) wanted[entry.inode];
  const auto programs = programs_of(wanted);
  std::vector<PortHolder> holders;
  for (auto& entry : held) {
    entry.holder.program = programs.at(entry.inode);
    holders.push_back(std::move(entry.holder));
  }
  return holders;
}

}  // namespace flowvet::probe::os
