// Many checks that say the same become one line: ports of one host first, then hosts with the same ports.
#pragma once

#include "flowvet/report/report.hpp"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace flowvet::report {

/// "TCP 80, 443 to ddc01 (10.1.2.3), ddc02 and 3 more", and what was seen there.
struct Finding {
  std::string target;
  std::string seen;
};

/// What is said about one port of one host.
struct Sighting {
  catalog::Transport transport = catalog::Transport::tcp;
  std::string host;  ///< its label, escaped
  std::uint16_t port = 0;
  std::string seen;
};

/// Sightings of one transport with the same text become one line: first the ports of a host, then the hosts with the same ports.
std::vector<Finding> findings(const std::vector<Sighting>& sightings);

/// The sighting of each check, with what `describe` says about it.
std::vector<Sighting> sightings_of(const std::vector<const CheckReport*>& checks,
                                   const std::function<std::string(const CheckReport&)>& describe);

/// "ddc01", or "cloud.example through proxy01:3128"; `via` is empty for the straight way.
std::string host_through(std::string_view host, std::string_view via);

/// Whether the site gives the address that was connected to, so that no name had to be looked up.
bool is_written_as_address(const CheckReport& check);

/// "ddc01 (10.1.2.3)"; the address alone where the site names no other. Through a proxy the address is the proxy's.
std::string host_label(const CheckReport& check);
std::string host_label(const std::string& host, const std::string& address);

/// The first few and "and N more".
std::string joined(const std::vector<std::string>& names, std::size_t most);

/// Sorted and joined to ranges: "80, 443, 16500-16509"; 0 as in port_in_words().
std::string ports_text(std::vector<std::uint16_t> ports);

/// The hosts of these checks, each once, in order.
std::vector<std::string> hosts_of(const std::vector<const CheckReport*>& checks);

/// The checks of a flow that are a pass, or those that are not.
std::vector<const CheckReport*> checks_of(const FlowReport& flow, bool passing);

}  // namespace flowvet::report
