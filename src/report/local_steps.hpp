// What to do where this host itself keeps a check from happening: more than the cause says, because the error says which part of it.
#pragma once

#include "flowvet/report/report.hpp"

#include <string_view>

namespace flowvet::report {

/// One plain sentence; empty where the cause's own next step is the best that can be said.
std::string_view local_next_step(const CheckReport& check);

}  // namespace flowvet::report
