// When a probe asks for a responder: a matter of what is expected and of what a stranger's message may cost the real service.
// Part of make_plan().
#pragma once

#include "flowvet/plan/plan.hpp"

namespace flowvet::plan {

/// `service`: what the catalog documents, or nullptr. `only_responders`: the real service must be sent nothing.
Asks asks_of(catalog::Transport transport, const Service* service, bool only_responders, const PlanOptions& options);

}  // namespace flowvet::plan
