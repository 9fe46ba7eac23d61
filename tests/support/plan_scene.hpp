// What the tests of the plan share: a host of kind "vda", the roles around it, and plans over a few flows between them.
#pragma once

#include "flowvet/plan/plan.hpp"
#include "support/catalog_builder.hpp"

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace flowvet::test {

using Texts = std::vector<std::string>;

/// Roles without flows. The host profile "vda" plays the roles vda and any-component.
CatalogBuilder roles();

site::Site site_with(std::initializer_list<std::pair<const char*, Texts>> endpoints);

Result<plan::Plan> try_plan(const catalog::Catalog& catalog, const site::Site& site, const plan::PlanOptions& options = {},
                            std::string_view role = "vda");

/// The same where a plan must come of it; throws the first problem otherwise.
plan::Plan plan_of(const catalog::Catalog& catalog, const site::Site& site, const plan::PlanOptions& options = {});

/// "host transport/port service" of each check of one flow, in order.
Texts checks_of(const plan::Plan& plan, std::size_t flow = 0);

/// How many probes the plan has for its flows, without the controls.
std::size_t flow_probes(const plan::Plan& plan);

/// The one flow of most tests: from the VDA to the controller's port 80.
FlowId registration_id();
catalog::Flow registration();
/// The site that gives it a host, "ddc01".
site::Site with_controller();

}  // namespace flowvet::test
