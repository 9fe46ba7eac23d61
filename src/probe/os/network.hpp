// The operating system's own view of the network: routes, interfaces, name servers, hosts file, proxy settings.
#pragma once

#include "flowvet/probe/identity.hpp"
#include "probe/names/files.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace flowvet::probe::os {

/// How packets leave for each of these addresses, those that leave alike together. A `source` is what the run binds to. Sends nothing.
std::vector<Way> ways_to(std::span<const IpAddress> targets, const std::optional<IpAddress>& source_v4,
                         const std::optional<IpAddress>& source_v6);

/// Joins a way to one address with those that leave alike.
void add_way(std::vector<Way>& ways, Way way);

/// Whether an interface that is up has an address of this family that is valid beyond its link.
bool has_global_address(Family family);

/// The name servers that this host asks, and how it completes names.
struct ResolverSettings {
  std::vector<NameServer> servers;
  names::ResolverFile file;
};
ResolverSettings resolver_settings();

/// The text of the hosts file; empty where there is none.
std::string hosts_file();

/// Credentials taken out.
std::vector<ProxySetting> proxy_settings();

}  // namespace flowvet::probe::os
