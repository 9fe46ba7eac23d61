// Every nonce is good once. Asks from outside the clock's window are refused before they come here, so a nonce may be forgotten when
// its ask has grown too old; they are kept by the minute in which they were sent and go a minute at a time.
#pragma once

#include "responder/message.hpp"

#include <boost/unordered/unordered_flat_set.hpp>

#include <cstdint>
#include <cstring>
#include <map>

namespace flowvet::responder {

enum class Seen : std::uint8_t { fresh, replay, full };

class ReplayWindow {
 public:
  /// Within 10 minutes 500 clients may ask 2,000 times each: about 20 MB.
  static constexpr std::size_t usual_limit = 1U << 20U;

  explicit ReplayWindow(std::size_t limit = usual_limit) : limit_(limit) {}

  /// Whether an ask with the right tag, sent within the window around `now`, came before; it is remembered unless there is no room.
  Seen see(const Nonce& nonce, WallTime sent, WallTime now);

  [[nodiscard]] std::size_t size() const { return size_; }

 private:
  /// A nonce is random already.
  struct Hash {
    std::size_t operator()(const Nonce& nonce) const {
      std::size_t value = 0;
      std::memcpy(&value, nonce.bytes.data(), sizeof value);
      return value;
    }
  };
  using Minute = std::chrono::sys_time<std::chrono::minutes>;

  void forget_before(WallTime oldest);

  std::size_t limit_;
  std::size_t size_ = 0;
  std::map<Minute, boost::unordered_flat_set<Nonce, Hash>> by_minute_;
};

}  // namespace flowvet::responder
