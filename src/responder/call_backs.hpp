// Connections and datagrams back to a client, which asked for them with the token: to its own address, and to no other.
#pragma once

#include "probe/channel.hpp"
#include "probe/deadline.hpp"
#include "responder/desk.hpp"

#include <boost/asio/io_context.hpp>

#include <optional>

namespace flowvet::responder {

class CallBacks {
 public:
  explicit CallBacks(boost::asio::io_context& context) : context_(context), deadlines_(context) {}

  /// Calls from the address that was asked, with `greeting` where the client listens itself. nullopt: too many are under way.
  probe::Task<std::optional<CallBackReport>> make(CallBack wanted, Arrival arrival, Bytes greeting);

  /// Those under way end now.
  void cut() { deadlines_.cut(); }

 private:
  probe::Task<void> pause();
  probe::Task<CallBackReport> connect(CallBack wanted, Arrival arrival, Bytes greeting);
  probe::Task<CallBackReport> send(CallBack wanted, Arrival arrival, Bytes greeting);

  boost::asio::io_context& context_;
  probe::DeadlineQueue deadlines_;
  std::size_t under_way_ = 0;
};

}  // namespace flowvet::responder
