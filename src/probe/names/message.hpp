// DNS questions about hosts and the answers to them (RFC 1035, RFC 3596), as this host's own resolver would ask them.
#pragma once

#include "flowvet/probe/identity.hpp"
#include "probe/bytes.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace flowvet::probe::names {

/// A question for one name, with recursion and room for 1232 bytes of answer (EDNS, RFC 6891); nullopt for what is no domain name.
std::optional<Bytes> encode_question(std::uint16_t id, std::string_view name, DnsType type);

/// "4.3.2.1.in-addr.arpa" or its IPv6 counterpart.
std::string reverse_name(const IpAddress& address);

/// What a reply says about the name that was asked for. Other names in it are left aside, apart from the aliases that lead on.
struct Reply {
  std::uint8_t rcode = 0;
  bool truncated = false;  ///< the rest is to be had over TCP
  std::string canonical;
  std::vector<IpAddress> addresses;
  std::vector<std::string> names;
};

/// The reply to encode_question() of the same arguments; nullopt when it is anything else or broken.
std::optional<Reply> parse_reply(ByteView bytes, std::uint16_t id, std::string_view name, DnsType type);

/// Whether two domain names are the same one: letter case and a final dot do not count.
bool is_same_name(std::string_view left, std::string_view right);

}  // namespace flowvet::probe::names
