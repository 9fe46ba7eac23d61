// Configuration and board as the agent makes them, without its threads.
#include "agent/web/desk_fixture.hpp"

#include "flowvet/catalog/load.hpp"
#include "flowvet/probe/run.hpp"
#include "report/sample_report.hpp"

#include <stdexcept>

namespace flowvet::test {
namespace {

agent::Config config_in(const TemporaryFolder& folder) {
  agent::Config config;
  config.database = folder.path() / "flowvet.db";
  config.catalog =
      std::make_shared<const catalog::Catalog>(catalog::load_catalog(catalog::embedded_profiles(), probe::service_names()).value());
  return config;
}

/// It checks what the sample report has.
std::shared_ptr<const agent::Job> job_vda() {
  agent::Job job;
  job.name = "vda";
  job.plan.role = RoleId{"vda"};
  job.plan.role_name = "Virtual Delivery Agent (VDA)";
  job.plan.site = "tokyo";
  job.plan.skipped.push_back({FlowId{"fas.vda.fas-server.user-certificate"}, plan::SkipReason::no_host, "The site names no fas-server."});
  for (const auto& flow : sample_report().flows) job.plan.flows.push_back(flow.flow);
  for (const auto& outcome : sample_report().outcomes) job.plan.outcomes.push_back({outcome.id, outcome.title, {}, {}});
  return std::make_shared<const agent::Job>(std::move(job));
}

}  // namespace

Desk::Desk() {
  const auto config = config_in(folder_);
  writer_ = agent::Store::open(config.database).value();
  reader_ = agent::Store::open_to_read(config.database).value();
  board_.follow(config, {job_vda()});
  routes_ = agent::web::make_routes({board_, *reader_});
}

std::int64_t Desk::add(agent::RunRecord run) {
  run.id = writer_->save(run).value();
  board_.ended(run.job, std::make_shared<const agent::RunRecord>(run), true);
  return run.id;
}

void Desk::add_unwritten(agent::RunRecord run) {
  board_.ended(run.job, std::make_shared<const agent::RunRecord>(run), false);
}

agent::http::Reply Desk::get(const std::string& target, const std::string& languages, std::stop_token stop) const {
  const auto parsed = agent::http::parse_target(target);
  if (!parsed) throw std::logic_error("no target: " + target);
  auto found = agent::http::find_route(routes_, "GET", parsed->path);
  if (auto* reply = std::get_if<agent::http::Reply>(&found)) return *reply;
  const auto& match = std::get<agent::http::Match>(found);
  agent::http::Request request;
  request.method = "GET";
  request.path = parsed->path;
  request.query = parsed->query;
  request.captures = match.captures;
  request.accept_language = languages;
  request.stop = std::move(stop);
  return match.route->handler(request);
}

}  // namespace flowvet::test
