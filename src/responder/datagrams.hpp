// UDP: reads whatever comes and sends an answer to whoever has the token, from the address that was asked.
#pragma once

#include "responder/call_backs.hpp"
#include "responder/sockets.hpp"
#include "responder/tally.hpp"

namespace flowvet::responder {

class Datagrams {
 public:
  Datagrams(boost::asio::io_context& context, Desk& desk, Tally& tally, CallBacks& call_backs);

  /// Reads from now on; `port` stays where it is and outlives this object's context.
  void serve(DatagramPort& port);

 private:
  void read_all(DatagramPort& port);
  void take(DatagramPort& port, ByteView bytes, const Arrival& arrival);
  void send(DatagramPort& port, const Answer& answer, const Arrival& arrival);
  probe::Task<void> call_back(DatagramPort& port, Decision decision, Arrival arrival);

  boost::asio::io_context& context_;
  Desk& desk_;
  Tally& tally_;
  CallBacks& call_backs_;
  Bytes buffer_;
};

}  // namespace flowvet::responder
