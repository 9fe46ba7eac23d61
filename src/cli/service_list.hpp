// `flowvet probe --list`: every service that can be asked for, for people and for programs.
#pragma once

#include "flowvet/catalog/catalog.hpp"
#include "flowvet/plan/service.hpp"

#include <span>
#include <string>

namespace flowvet::cli {

/// A table with a head line, and what its words mean.
std::string services_text(std::span<const plan::Service> services, const catalog::Catalog& catalog, std::size_t columns);

/// {"services":[{"name","transport","title","replies","patience_ms","ports":["80"],"match","flows"}]}, one service a line.
std::string services_json(std::span<const plan::Service> services, const catalog::Catalog& catalog);

}  // namespace flowvet::cli
