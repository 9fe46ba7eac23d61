// One way to tell people: a webhook, syslog, a command. The extension point of telling: one file a kind, one line in channels.cpp.
#pragma once

#include "agent/telling/message.hpp"
#include "agent/telling/tally.hpp"
#include "probe/deadline.hpp"
#include "probe/lookups.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>

#include <chrono>
#include <memory>
#include <optional>
#include <string>

namespace flowvet::agent::telling {

template <class T>
using Task = boost::asio::awaitable<T>;
using probe::Clock;

/// What every attempt needs; outlives it. Belongs to one thread.
struct Loop {
  boost::asio::io_context context{1};
  probe::DeadlineQueue deadlines{context};
  std::shared_ptr<probe::Lookups> lookups = std::make_shared<probe::Lookups>();
};

enum class Fate : std::uint8_t {
  taken,
  again,  ///< it may be taken later
  never,  ///< trying again would change nothing
};

/// How one attempt ended.
struct Answer {
  Fate fate = Fate::taken;
  std::string words;  ///< how it ended, without a full stop; holds no secret. May hold a peer's bytes: escape on output
  std::optional<std::chrono::seconds> wait{};  ///< the receiver's own wish before the next attempt
};

/// One configured channel. Never changes; a reload makes new ones.
class Channel {
 public:
  Channel(ChannelKind kind, std::string name) : kind_(kind), key_(std::string{to_word(kind)} + " " + name) {}
  virtual ~Channel() = default;
  Channel(const Channel&) = delete;
  Channel& operator=(const Channel&) = delete;

  [[nodiscard]] ChannelKind kind() const { return kind_; }
  /// "webhook hooks.slack.com": what logs call it and the store keeps its news under. No two of a configuration have the same.
  [[nodiscard]] const std::string& key() const { return key_; }

  /// One attempt, with a time limit of its own. Channel, message and loop outlive it.
  virtual Task<Answer> send(Loop& loop, const Message& message) const = 0;

  /// How often one message is tried at most; 0: until it is too old.
  [[nodiscard]] virtual int most_attempts() const { return 0; }

 private:
  ChannelKind kind_;
  std::string key_;
};

}  // namespace flowvet::agent::telling
