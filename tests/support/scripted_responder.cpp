// One thread, one loop.
#include "support/scripted_responder.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>

#include <memory>
#include <stdexcept>

namespace flowvet::test {

namespace asio = boost::asio;
using asio::ip::tcp;
using asio::ip::udp;

responder::Keys responder_keys(std::string_view token) {
  const auto keys = responder::derive_keys(token);
  if (!keys) throw std::runtime_error("no OpenSSL");
  return *keys;
}

responder::Answer honest_answer(const responder::Ask& ask) {
  responder::Answer answer;
  answer.session = ask.session;
  answer.nonce = ask.nonce;
  answer.received = ask.sent;
  answer.source = {*parse_address("127.0.0.1"), 4711};
  answer.target = ask.target;
  answer.ask_size = ask.size;
  answer.arrived = ask.sequence;
  answer.highest = ask.sequence;
  answer.size = std::max(ask.answer_size, static_cast<std::uint16_t>(responder::smallest_message));
  return answer;
}

ResponderScript honest(std::string_view token) {
  return [keys = responder_keys(token)](const responder::Ask& ask) { return responder::write(honest_answer(ask), keys); };
}

ScriptedResponder::ScriptedResponder(ResponderScript script, On on) : script_(std::move(script)) {
  const auto loopback = asio::ip::address_v4::loopback();
  // The kernel gives a free TCP port; that the UDP port of the same number is free too is not certain, but nearly so.
  for (int tries = 0; port_ == 0 && tries < 20; ++tries) {
    boost::system::error_code taken;
    acceptor_ = tcp::acceptor(context_, tcp::endpoint(loopback, 0));
    datagrams_ = udp::socket(context_, udp::v4());
    datagrams_.bind(udp::endpoint(loopback, acceptor_.local_endpoint().port()), taken);
    if (!taken) port_ = acceptor_.local_endpoint().port();
  }
  if (port_ == 0) throw std::runtime_error("no port that is free for TCP and UDP");
  if (on == On::udp) acceptor_.close();
  if (on == On::tcp) datagrams_.close();
  if (on != On::tcp) receive();
  if (on != On::udp) accept();
  thread_ = std::jthread([this] { context_.run(); });
}

ScriptedResponder::~ScriptedResponder() { context_.stop(); }

probe::Bytes ScriptedResponder::answer(probe::ByteView message) {
  static const auto keys = responder_keys();
  const auto ask = responder::parse_ask(message, keys);
  if (ask) return script_(*ask);
  ++strangers_;
  return {};
}

void ScriptedResponder::receive() {
  datagrams_.async_receive_from(asio::buffer(buffer_), from_, [this](const boost::system::error_code& error, std::size_t size) {
    if (error == asio::error::operation_aborted) return;
    if (!error) {
      const auto reply = answer(probe::ByteView(buffer_).first(size));
      boost::system::error_code gone;
      if (!reply.empty()) datagrams_.send_to(asio::buffer(reply), from_, 0, gone);
    }
    receive();
  });
}

void ScriptedResponder::accept() {
  acceptor_.async_accept([this](const boost::system::error_code& error, tcp::socket socket) {
    if (error) return;
    read(std::make_shared<tcp::socket>(std::move(socket)));
    accept();
  });
}

void ScriptedResponder::read(std::shared_ptr<tcp::socket> socket) {
  const auto bytes = std::make_shared<probe::Bytes>(2048);
  socket->async_read_some(asio::buffer(*bytes), [this, socket, bytes](const boost::system::error_code& error, std::size_t size) {
    if (error) return;
    const auto reply = answer(probe::ByteView(*bytes).first(size));
    boost::system::error_code gone;
    if (!reply.empty()) asio::write(*socket, asio::buffer(reply), gone);
    read(socket);
  });
}

}  // namespace flowvet::test
