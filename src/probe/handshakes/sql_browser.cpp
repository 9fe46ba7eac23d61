// SQL Server Browser ([MC-SQLR]) on UDP 1434: the instances of a host and their ports. The protocol has no field that a server
// repeats; type, exact length and the form of the text are the proof.
#include "probe/handshakes/handshake.hpp"
#include "probe/handshakes/sql_browser_message.hpp"

namespace flowvet::probe {

namespace {

constexpr std::size_t largest_datagram = 65535;  // the length has 16 bits

std::string ports_text(const std::vector<SqlInstance>& instances) {
  std::string text;
  for (const SqlInstance& instance : instances) {
    if (instance.tcp_port.empty()) continue;
    text += (text.empty() ? "" : ",") + instance.name + '=' + instance.tcp_port;
  }
  return text;
}

}  // namespace

Task<Io<Finding>> sql_browser(Channel& channel, Peer) {
  const auto sent = co_await channel.write(sql_browser_request());
  if (!sent) co_return sent.error();
  const auto bytes = co_await channel.read_some(largest_datagram);
  if (!bytes) co_return bytes.error();
  const auto instances = parse_sql_browser_reply(*bytes);
  if (!instances) co_return mismatch("not an SQL Server Browser reply");
  co_return proven({{"sql.instances", std::to_string(instances->size())}, {"sql.ports", ports_text(*instances)}}, "SQL Server Browser");
}

}  // namespace flowvet::probe
