// Joins an inbound check's plan and verdicts to a report like that of any run. Pure.
#pragma once

#include "flowvet/judge/inbound.hpp"
#include "flowvet/report/report.hpp"
#include "report/lenient_node.hpp"

#include <nlohmann/json.hpp>

namespace flowvet::report {

Report make_inbound_report(const plan::InboundPlan& plan, const judge::InboundVerdicts& verdicts, const RunFacts& facts);

/// {"ports","listening","listeners":[..],"firewall":[..]}
nlohmann::ordered_json inbound_json(const judge::InboundEvidence& evidence);
judge::InboundEvidence read_inbound(const LenientNode& node);

}  // namespace flowvet::report
