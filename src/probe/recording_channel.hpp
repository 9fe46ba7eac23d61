// A channel in front of another that keeps what is said: for `flowvet probe --show-bytes`. Handshakes do not notice it.
#pragma once

#include "probe/channel.hpp"
#include "probe/deadline.hpp"

#include <vector>

namespace flowvet::probe {

/// Inside TLS it keeps the plain text. A message that a handshake reads in pieces is kept as one, with the time of its beginning.
class RecordingChannel final : public Channel {
 public:
  /// `channel` and `transcript` outlive it. Times count from `began`.
  RecordingChannel(Channel& channel, Clock::time_point began, std::vector<Message>& transcript)
      : channel_(channel), began_(began), transcript_(transcript) {}

  Task<Io<void>> write(Bytes bytes) override;
  Task<Io<TlsFacts>> start_tls(std::string server_name) override;

 protected:
  Task<Io<Bytes>> receive(std::size_t limit) override;

 private:
  void add(Message message);
  void add_received(const Bytes& bytes, std::size_t limit);
  void add_end(const NetError& error);

  Channel& channel_;
  Clock::time_point began_;
  std::vector<Message>& transcript_;
  /// The last read took as much as it wanted: a header, and what the next read takes belongs to it.
  bool last_is_piece_ = false;
};

}  // namespace flowvet::probe
