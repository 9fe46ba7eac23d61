// Blocking calls on a thread, like the other peers.
#include "support/rpc_peer.hpp"

#include "support/rpc_units.hpp"

#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>

namespace flowvet::test {

namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

constexpr std::size_t type_at = 2, size_at = 8, call_at = 12, contexts_at = 24;
constexpr std::uint8_t type_bind = 11;

/// One whole unit, or nothing at the end of the connection.
Bytes read_unit(tcp::socket& client) {
  Bytes unit(16);
  boost::system::error_code error;
  asio::read(client, asio::buffer(unit), error);
  if (error) return {};
  const std::size_t size = unit[size_at] + 256U * unit[size_at + 1];
  unit.resize(std::max<std::size_t>(size, unit.size()));
  asio::read(client, asio::buffer(unit.data() + 16, unit.size() - 16), error);
  return error ? Bytes{} : unit;
}

std::uint32_t call_of(const Bytes& unit) {
  return probe::Reader(ByteView(unit).subspan(call_at)).u32_little();
}

}  // namespace

RpcPeer::RpcPeer(Manner manner, std::vector<RpcEndpoint> endpoints)
    : manner_(manner),
      endpoints_(std::move(endpoints)),
      acceptor_(context_, {asio::ip::address_v4::loopback(), 0}),
      port_(acceptor_.local_endpoint().port()),
      thread_([this](const std::stop_token& stop) { serve(stop); }) {}

RpcPeer::~RpcPeer() {
  // Closing a socket does not wake a blocking accept; one last connection does.
  thread_.request_stop();
  boost::system::error_code ignored;
  tcp::socket last(context_);
  last.connect({asio::ip::address_v4::loopback(), port_}, ignored);
}

void RpcPeer::serve(const std::stop_token& stop) {
  while (true) {
    boost::system::error_code error;
    tcp::socket client = acceptor_.accept(error);
    if (error || stop.stop_requested()) return;
    ++connections_;
    if (manner_ == Manner::says_nothing)
      held_.push_back(std::move(client));
    else
      talk(client);
  }
}

void RpcPeer::talk(tcp::socket& client) {
  std::vector<Bytes> towers;
  for (const RpcEndpoint& endpoint : endpoints_) towers.push_back(tower(0x07, endpoint.port, endpoint.served));
  for (auto unit = read_unit(client); !unit.empty(); unit = read_unit(client)) {
    Bytes reply;
    if (unit[type_at] == type_bind)
      reply = bind_ack(call_of(unit), std::vector<BindResult>(unit.at(contexts_at)));
    else if (manner_ == Manner::keeps_its_list)
      reply = fault_unit(call_of(unit), 5);
    else
      reply = result_unit(call_of(unit), epm_page({}, towers, probe::epm_no_more));
    boost::system::error_code error;
    asio::write(client, asio::buffer(reply), error);
  }
}

}  // namespace flowvet::test
