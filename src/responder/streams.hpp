// TCP: accepts everybody, listens to everybody for a while, and answers whoever has the token. Strangers have places of their own, and
// the oldest gives way: however many there are, a client that says who it is at once has had its answer before its turn to go comes.
#pragma once

#include "responder/call_backs.hpp"
#include "responder/sockets.hpp"
#include "responder/tally.hpp"

#include <boost/asio/steady_timer.hpp>

#include <list>
#include <memory>

namespace flowvet::responder {

struct StreamLimits {
  std::size_t strangers = 16'384;
  std::size_t clients = 4'096;
  std::chrono::seconds stranger_age{60};
  std::chrono::seconds client_idle{60};
  bool refuse_strangers = false;  ///< close on the first wrong byte and after refused_age; else stay mute until stranger_age
  /// Whoever waits for a service that speaks first waits so long before asking.
  std::chrono::seconds refused_age{5};
};

class Streams {
 public:
  Streams(boost::asio::io_context& context, Desk& desk, Tally& tally, CallBacks& call_backs, StreamLimits limits);

  /// Accepts from now on; `port` stays where it is and outlives this object's context.
  void serve(StreamPort& port);

  /// Ends every connection; the context runs out of work once their coroutines have noticed.
  void end();

 private:
  struct Stream;
  using Places = std::list<std::shared_ptr<Stream>>;
  enum class Heard : std::uint8_t { message, nonsense, end };

  enum class Accepted : std::uint8_t { one, none, no_room };

  void accept_all(StreamPort& port);
  Accepted accept_one(StreamPort& port);
  void serve_later(StreamPort& port);
  void admit(boost::asio::ip::tcp::socket socket, const boost::asio::ip::tcp::endpoint& peer, std::uint16_t port);
  bool make_room();

  probe::Task<void> attend(std::shared_ptr<Stream> stream);
  probe::Task<Heard> hear(std::shared_ptr<Stream> stream, Bytes& message);
  probe::Task<bool> reply(std::shared_ptr<Stream> stream, Bytes message);
  void leave_mute(const std::shared_ptr<Stream>& stream);
  void recognise(const std::shared_ptr<Stream>& stream);
  void drop(const std::shared_ptr<Stream>& stream);

  void sweep();
  void drop_older(Places& places, SteadyTime oldest);

  boost::asio::io_context& context_;
  Desk& desk_;
  Tally& tally_;
  CallBacks& call_backs_;
  StreamLimits limits_;
  boost::asio::steady_timer sweeper_;
  Places strangers_;  ///< by age, the oldest first
  Places clients_;    ///< the one that was silent longest first
  Bytes scratch_;     ///< what is being read; nothing waits in it
};

}  // namespace flowvet::responder
