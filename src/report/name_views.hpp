// What each name server is known to say about a host: its answers, put together over families and search domains.
#pragma once

#include "flowvet/probe/identity.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace flowvet::report {

/// One server's whole answer about one host. There is none where an answer is missing: nothing follows from it.
struct NameView {
  std::string server;
  std::vector<IpAddress> addresses;  ///< sorted; empty: the server knows none
};

/// What one host's name means to each server that gave a whole answer.
struct HostViews {
  std::string host;
  std::vector<NameView> views;
};

/// In the order in which the hosts were asked about.
std::vector<HostViews> host_views(const probe::NetworkIdentity& network);

/// A PTR record that names another host: the address has one of the plan's names, and the record's name does not lead to it.
struct ReverseMismatch {
  IpAddress address;
  std::string host;
  std::vector<std::string> names;    ///< that the record gives; a peer's text
  std::vector<std::string> servers;  ///< who say so
};
std::vector<ReverseMismatch> reverse_mismatches(const probe::NetworkIdentity& network);

}  // namespace flowvet::report
