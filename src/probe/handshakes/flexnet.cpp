// FlexNet's license manager (27000) and vendor daemon (7279): a hello and no checkout. Managers say where the vendor daemon
// listens; an error number is an answer too. Source: a public client's description of the messages, and scanners' signatures.
#include "probe/handshakes/flexnet_message.hpp"
#include "probe/handshakes/handshake.hpp"

namespace flowvet::probe {

namespace {

std::vector<Fact> facts_of(const FlexnetReply& reply) {
  std::vector<Fact> facts;
  if (!reply.version.empty()) facts.emplace_back("flexnet.version", reply.version);
  if (!reply.host.empty()) facts.emplace_back("flexnet.host", reply.host);
  if (!reply.daemon.empty()) facts.emplace_back("flexnet.daemon", reply.daemon);
  if (reply.vendor_port != 0) facts.emplace_back("flexnet.vendor-port", std::to_string(reply.vendor_port));
  return facts;
}

/// The first byte is read; the rest of a reply in each of the forms.
Task<Io<Finding>> read_counted(Channel& channel, Bytes reply) {
  const auto header = co_await channel.read_exactly(flexnet_header_size - reply.size());
  if (!header) co_return header.error();
  reply.insert(reply.end(), header->begin(), header->end());
  const auto size = flexnet_reply_size(reply);
  if (!size) co_return mismatch("not a license manager's reply");
  const auto content = co_await channel.read_exactly(*size - reply.size());
  if (!content) co_return content.error();
  reply.insert(reply.end(), content->begin(), content->end());
  co_return proven(facts_of(parse_flexnet_reply(reply)), "license manager's reply");
}

Task<Io<Finding>> read_fixed(Channel& channel, Bytes reply) {
  const auto content = co_await channel.read_exactly(flexnet_fixed_size - reply.size());
  if (!content) co_return content.error();
  reply.insert(reply.end(), content->begin(), content->end());
  if (!is_flexnet_fixed_reply(reply)) co_return mismatch("not a license manager's reply");
  co_return proven({}, "license manager's reply, before version 11.10");
}

Task<Io<Finding>> read_error(Channel& channel, Bytes reply) {
  const auto content = co_await channel.read_exactly(flexnet_error_size - reply.size());
  if (!content) co_return content.error();
  reply.insert(reply.end(), content->begin(), content->end());
  const auto number = flexnet_error_number(reply);
  if (!number) co_return mismatch("not a license manager's error");
  co_return proven({{"flexnet.error", std::to_string(*number)}}, "license manager refuses us");
}

}  // namespace

Task<Io<Finding>> flexnet(Channel& channel, Peer) {
  const auto sent = co_await channel.write(flexnet_hello());
  if (!sent) co_return sent.error();
  const auto first = co_await channel.read_exactly(1);
  if (!first) co_return first.error();
  const auto form = flexnet_form(first->front());
  if (!form) co_return mismatch("not a license manager's reply");
  switch (*form) {
    case FlexnetForm::counted:
      co_return co_await read_counted(channel, *first);
    case FlexnetForm::fixed:
      co_return co_await read_fixed(channel, *first);
    case FlexnetForm::error:
      co_return co_await read_error(channel, *first);
  }
  co_return mismatch("not a license manager's reply");
}

}  // namespace flowvet::probe
