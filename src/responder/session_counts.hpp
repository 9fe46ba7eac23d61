// How many of a session's numbered messages arrived on each port: the client compares with what it sent.
#pragma once

#include "responder/bounded_map.hpp"
#include "responder/message.hpp"

#include <bitset>
#include <cstdint>

namespace flowvet::responder {

struct Arrived {
  std::uint16_t different = 0;  ///< sequence numbers, each counted once
  std::uint16_t highest = 0;
};

class SessionCounts {
 public:
  /// One entry a session and port; about 250 bytes each.
  explicit SessionCounts(std::size_t limit = 1U << 16U) : ports_(limit) {}

  /// Counts one message. A session that was forgotten for want of room begins anew.
  Arrived count(const SessionId& session, catalog::Transport transport, std::uint16_t port, std::uint16_t sequence);

  /// What count() last returned for this session and port.
  [[nodiscard]] Arrived counted(const SessionId& session, catalog::Transport transport, std::uint16_t port) const;

 private:
  /// Numbers up to this one are told apart; larger ones, which no check sends, count each time that they come.
  static constexpr std::uint16_t told_apart = 1024;

  struct Key {
    SessionId session;
    catalog::Transport transport = catalog::Transport::tcp;
    std::uint16_t port = 0;
    friend bool operator==(const Key&, const Key&) = default;
  };
  struct Hash {
    std::size_t operator()(const Key& key) const;
  };
  struct Count {
    std::bitset<told_apart> numbers;
    Arrived arrived;
  };

  BoundedMap<Key, Count, Hash> ports_;
};

}  // namespace flowvet::responder
