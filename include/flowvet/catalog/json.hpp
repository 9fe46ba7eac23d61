// What `flowvet catalog` prints as JSON: shapes that other programs rely on, so keys may be added but stay.
#pragma once

#include "flowvet/catalog/query.hpp"

#include <ostream>
#include <span>

namespace flowvet::catalog {

/// {"flows":[{"id","section","from",...,"doubt","fallback","skip","listens","unproven"}]}, one flow a line.
void write_flows_json(std::span<const Flow* const> flows, std::ostream& out);

/// {"roles":[{"id","kind","names","aliases","stands_in_for","hosts","certificate"}]}, one role a line.
void write_roles_json(const Catalog& catalog, std::ostream& out);

/// {"differences":[{"only_in","flow","instead":[flow id]}]}, one difference a line.
void write_differences_json(std::span<const Difference> differences, std::ostream& out);

}  // namespace flowvet::catalog
