// Questions to a Catalog: which flows, what differs between the editions, and all of it as a table for a spreadsheet.
#pragma once

#include "flowvet/catalog/catalog.hpp"

#include <cstdint>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

namespace flowvet::catalog {

/// What a flow must have to be selected; what is not set selects everything.
struct Filter {
  std::optional<RoleId> from;  ///< a flow that works in both directions starts at either end
  std::optional<RoleId> to;
  std::string section;             ///< id, or empty
  std::optional<Edition> edition;  ///< printed in this edition
  std::optional<Transport> transport;
  std::optional<std::uint16_t> port;  ///< documented, alone or within a range
};

/// The selected flows in the catalog's order. They point into the catalog.
std::vector<const Flow*> select(const Catalog& catalog, const Filter& filter);

/// A flow that only one edition prints.
struct Difference {
  Edition only_in = Edition::en;
  FlowId flow;
  std::vector<FlowId>
      instead;  ///< what only the other edition prints between the same roles of the section: probably the same row, changed
};

/// Every flow that one edition lacks, in the catalog's order.
std::vector<Difference> diff_editions(const Catalog& catalog);

/// One row a flow with a header row, RFC 4180 (lines end in CRLF, UTF-8 without mark). A cell that a spreadsheet would take for a
/// formula gets a leading apostrophe.
void write_csv(const Catalog& catalog, std::ostream& out);

}  // namespace flowvet::catalog
