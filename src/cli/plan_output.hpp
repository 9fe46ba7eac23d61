// A plan for people and for programs.
#pragma once

#include "flowvet/plan/plan.hpp"

#include <span>
#include <string>

namespace flowvet::cli {

/// Every flow with its checks, and every flow that will not be checked with the reason.
std::string plan_text(const plan::Plan& plan, std::span<const plan::Service> services, std::size_t columns);

/// {"schema":"flowvet-plan/1","role","site","flows":[{"id","need","checks":[...]}],"skipped":[{"id","reason","text"}]}
std::string plan_json(const plan::Plan& plan);

}  // namespace flowvet::cli
