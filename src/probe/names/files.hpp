// What the system's own files say about names: resolv.conf(5) and hosts(5). Pure.
#pragma once

#include "flowvet/base/address.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace flowvet::probe::names {

/// As glibc reads it: of `search` and `domain` the last one counts, and no more than three servers are ever asked.
struct ResolverFile {
  std::vector<std::string> servers;  ///< as written, with the zone of a link-local address
  std::vector<std::string> search;   ///< domains without a final dot
  int ndots = 1;                     ///< a name with so many dots is first tried as it is
};

ResolverFile parse_resolv_conf(std::string_view text);

/// The addresses that a hosts file gives a name, in its order.
std::vector<IpAddress> addresses_in_hosts_file(std::string_view text, std::string_view name);

/// The names that a resolver asks for in turn when a program asks for `host`.
std::vector<std::string> candidates(std::string_view host, const ResolverFile& file);

}  // namespace flowvet::probe::names
