// /probe: whom it may be asked for, and what Prometheus gets.
#include "agent/web/probe_target.hpp"

#include "support/loopback.hpp"

#include <doctest/doctest.h>

using namespace flowvet;
using namespace flowvet::agent;
using namespace std::chrono_literals;

namespace {

/// An agent whose only job checks 127.0.0.1.
Now agent_now() {
  auto job = std::make_shared<Job>();
  job->plan = test::plan_of({test::probe_of(catalog::Transport::tcp, 80)});
  Now now;
  now.jobs.resize(1);
  now.jobs[0].job = job;
  now.catalog = std::make_shared<const catalog::Catalog>();
  return now;
}

http::Reply ask(const std::string& target, const std::string& module) {
  http::Request request;
  request.query = {{"target", target}, {"module", module}};
  request.scrape_timeout = 5s;
  return web::probe_target(request, agent_now());
}

bool has(const http::Reply& reply, std::string_view text) {
  return reply.body.find(text) != std::string::npos;
}

}  // namespace

TEST_CASE("/probe tells blackbox_exporter's metrics of one service") {
  const test::TcpPeer ssh("SSH-2.0-test\r\n", test::TcpPeer::Then::hold);
  const auto works = ask("127.0.0.1:" + std::to_string(ssh.port()), "ssh_banner");
  CHECK(works.status == 200);
  CHECK(has(works, "\nprobe_success 1\n"));
  CHECK(has(works, "\nprobe_duration_seconds "));
  CHECK_FALSE(has(works, "\nprobe_duration_seconds 0\n"));
  CHECK(has(works, R"(flowvet_probe_verdict{verdict="pass",certainty="proven",cause="none",outcome="answered"} 1)"));
  const auto fails = ask("http://127.0.0.1:" + std::to_string(test::closed_port(catalog::Transport::tcp)) + "/path", "http_2xx");
  CHECK(has(fails, "\nprobe_success 0\n"));
  CHECK(has(fails, R"(cause="not-listening",outcome="refused"} 1)"));
}

TEST_CASE("/probe ends within the scrape's own time, and says that it does not know") {
  const test::FullListener wall;
  http::Request request;
  request.query = {{"target", "127.0.0.1:" + std::to_string(wall.port())}, {"module", "tcp"}};
  request.scrape_timeout = 700ms;
  const auto reply = web::probe_target(request, agent_now());
  CHECK(reply.status == 200);
  CHECK(has(reply, "\nprobe_success 0\n"));
  CHECK(has(reply, R"(verdict="unknown")"));
}

TEST_CASE("/probe is asked for hosts of the jobs alone, and for others where the configuration says so") {
  auto now = agent_now();
  CHECK(web::may_probe(now, "127.0.0.1"));
  CHECK_FALSE(web::may_probe(now, "127.0.0.2"));
  CHECK_FALSE(web::may_probe(now, "localhost"));
  now.probe_targets = {{"", parse_network("127.0.0.0/30")}};
  CHECK(web::may_probe(now, "127.0.0.2"));
  CHECK_FALSE(web::may_probe(now, "127.0.0.4"));
}

TEST_CASE("/probe says what is wrong with a request") {
  CHECK(ask("127.0.0.2:80", "http").status == 403);
  CHECK(ask("127.0.0.1:80", "htttp").status == 400);
  CHECK(has(ask("127.0.0.1:80", "htttp"), "did you mean"));
  CHECK(ask("127.0.0.1:99999", "http").status == 400);
  CHECK(web::probe_target({}, agent_now()).status == 400);
  http::Request from_other_site;
  from_other_site.query = {{"target", "127.0.0.1:80"}, {"module", "tcp"}};
  from_other_site.from_other_site = true;
  CHECK(web::probe_target(from_other_site, agent_now()).status == 403);
}
