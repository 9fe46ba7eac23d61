// Where the documented flows expect a service: the catalog is the only table of ports.
#pragma once

#include "flowvet/catalog/catalog.hpp"

#include <cstddef>
#include <string_view>
#include <vector>

namespace flowvet::plan {

struct UsualPorts {
  std::vector<PortRange> ports;  ///< empty where no flow gives any
  catalog::Match match = catalog::Match::all;
  std::size_t flows = 0;  ///< how many documented flows use the handshake over this transport
};

/// The ports that most documented flows give this handshake; of equally many, those of the first in the catalog.
UsualPorts usual_ports(const catalog::Catalog& catalog, std::string_view service, catalog::Transport transport);

}  // namespace flowvet::plan
