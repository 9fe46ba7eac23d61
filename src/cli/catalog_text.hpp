// The catalog for people.
#pragma once

#include "flowvet/catalog/query.hpp"

#include <span>
#include <string>

namespace flowvet::cli {

/// One line a flow: id, transports and ports, handshakes, need.
std::string flows_text(std::span<const catalog::Flow* const> flows);

/// Everything about one flow.
std::string flow_text(const catalog::Flow& flow, std::size_t columns);

/// One line a role: id, kind, names.
std::string roles_text(const catalog::Catalog& catalog);

/// What only one edition prints.
std::string differences_text(std::span<const catalog::Difference> differences, std::size_t columns);

}  // namespace flowvet::cli
