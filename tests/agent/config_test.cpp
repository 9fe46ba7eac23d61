// The agent's configuration: what it says, what is wrong with it, and that its schema says the same.
#include "agent/config.hpp"

#include "support/schema.hpp"
#include "support/temporary_folder.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <iterator>

using namespace flowvet;
using namespace flowvet::test;
using namespace std::chrono_literals;

namespace {

/// A folder with a site to name.
class Surroundings {
 public:
  Surroundings() {
    std::ofstream(folder_.path() / "site.json")
        << R"({"name": "here", "endpoints": {"delivery-controller": "127.0.0.1", "license-server": "127.0.0.1"}})";
  }
  void write(const std::string& name, std::string_view text) const { std::ofstream(folder_.path() / name) << text; }
  /// A file that only its owner can read.
  void write_private(const std::string& name, std::string_view text) const {
    write(name, text);
    std::filesystem::permissions(folder_.path() / name, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  }
  [[nodiscard]] Result<agent::Config> parse(std::string_view text) const {
    return agent::parse_config(text, (folder_.path() / "agent.json").string());
  }
  /// Without the folder that changes from test to test.
  [[nodiscard]] std::vector<std::string> problems(std::string_view text) const {
    const auto config = parse(text);
    std::vector<std::string> lines;
    if (config) return lines;
    for (const auto& problem : config.error()) {
      auto line = to_text(problem);
      const auto prefix = folder_.path().string() + "/";
      if (line.starts_with(prefix)) line.erase(0, prefix.size());
      lines.push_back(line);
    }
    return lines;
  }
  [[nodiscard]] std::filesystem::path folder() const { return folder_.path(); }

 private:
  TemporaryFolder folder_;
};

std::string with_job(const std::string& keys) {
  return R"({"jobs": [{"name": "vda", "role": "vda", "site": "site.json")" + (keys.empty() ? "" : ", " + keys) + "}]}";
}

std::string with_key(const std::string& key) {
  return R"({"jobs": [{"name": "vda", "role": "vda", "site": "site.json"}], )" + key + "}";
}

}  // namespace

TEST_CASE("Everything that a configuration says is in it") {
  const Surroundings here;
  const auto config = here.parse(R"({
    "database": "state/f.db", // comments are welcome
    "keep": {"days": 30, "megabytes": 100},
    "tell": {"about": ["flow"], "on": ["fail", "unknown"], "confirmations": 3, "quiet_hours": ["22:00-06:00"]},
    "jobs": [{"name": "vda", "role": "VDA", "site": "site.json", "every": "1m30s", "jitter": "5s", "timeout": "2m",
              "active_hours": "mon-fri 07:00-19:00", "flows": "cvad.vda.delivery-controller.registration", "trace": "always", "gentle": true,
              "attempts": 2, "threads": 4}]})")
                          .value();
  CHECK(config.database == here.folder() / "state/f.db");
  CHECK(config.keep.age == std::chrono::days{30});
  CHECK(config.keep.bytes == 100 << 20);
  CHECK(config.tell == agent::TellRules{{agent::SubjectKind::flow}, {judge::Verdict::fail, judge::Verdict::unknown}, 3});
  CHECK(config.quiet_hours.contains(23h));
  REQUIRE(config.jobs.size() == 1);
  const auto& job = config.jobs.front();
  CHECK(job.schedule.every == 90s);
  CHECK(job.schedule.jitter == 5s);
  CHECK(job.schedule.hours.contains(8h));
  CHECK(job.timeout == 120s);
  CHECK(job.plan.site == "here");
  REQUIRE(job.plan.flows.size() == 1);
  CHECK(job.plan.probes.front().attempts == 2);
  CHECK(job.run.trace == probe::TraceMode::always);
  CHECK(job.run.one_at_a_time);
  CHECK(job.run.threads == 4);
}

TEST_CASE("A job asks responders, and goes about its checks, as `check` does with the same options") {
  const Surroundings here;
  here.write_private("responder.token", "0123456789abcdef\n");
  const auto config = here.parse(with_job(R"("token": {"file": "responder.token"}, "both_ways": true, "mtu": "never",
      "attempt_timeout_ms": 250, "in_flight": 7, "rate": 50, "host_rate": 5, "ipv6": false, "source": "127.0.0.2")"))
                          .value();
  const auto& job = config.jobs.front();
  REQUIRE(job.plan.token);
  CHECK(job.plan.token->reveal() == "0123456789abcdef");
  CHECK(std::ranges::any_of(job.plan.probes, [](const plan::Probe& probe) { return probe.way == plan::Way::reverse; }));
  CHECK(job.plan.probes.front().timeout == 250ms);
  CHECK(job.run.mtu == probe::MtuMode::never);
  CHECK(job.run.in_flight == 7);
  CHECK(job.run.rate == 50);
  CHECK(job.run.host_rate == 5);
  CHECK(job.run.use_v4);
  CHECK_FALSE(job.run.use_v6);
  CHECK(job.run.source_v4 == parse_address("127.0.0.2"));
}

TEST_CASE("A token that others can read, or that is none, starts no job") {
  const Surroundings here;
  here.write("open", "0123456789abcdef");
  std::filesystem::permissions(here.folder() / "open", std::filesystem::perms::others_read, std::filesystem::perm_options::add);
  here.write_private("short", "0123");
  const auto first = [&here](const std::string& keys) { return here.problems(with_job(keys)).at(0); };
  CHECK(first(R"("token": {"file": "open"})") ==
        "agent.json#/jobs/0/token: others can read or write the token (as of `flowvet check --token-file`: one word, chmod 600)");
  CHECK(first(R"("token": {"file": "short"})").find("at least 16 characters") != std::string::npos);
  CHECK(first(R"("both_ways": true)") ==
        R"(agent.json#/jobs/0/both_ways: nobody can be asked to call back without a token (add "token": {"file": "responder.token"}))");
  CHECK(first(R"("ipv4": false, "ipv6": false)") ==
        R"(agent.json#/jobs/0: without IPv4 and IPv6 no address is left ("ipv4" or "ipv6" can be false))");
  CHECK(first(R"("source": ["127.0.0.1", "127.0.0.2"])") ==
        "agent.json#/jobs/0/source/1: two source addresses of one family (one IPv4 and one IPv6 address at most)");
}

TEST_CASE("What a configuration does not say has its default") {
  const Surroundings here;
  const auto config = here.parse(with_job("")).value();
  CHECK(config.keep.age == std::chrono::days{90});
  CHECK(config.tell == agent::TellRules{});
  CHECK(config.quiet_hours.empty());
  CHECK(config.jobs[0].schedule.every == 5min);
  CHECK(config.jobs[0].schedule.jitter == 30s);
  CHECK(config.jobs[0].timeout == 10min);
  CHECK(here.parse(with_job(R"("every": "10s")")).value().jobs[0].schedule.jitter == 1s);
}

TEST_CASE("All mistakes are told at once, each with its place and the nearest word") {
  const Surroundings here;
  CHECK(
      here.problems(R"({"keep": {"day": 3}, "tell": {"on": ["pass"], "about": ["jb"], "quiet_hours": "22-6"},
    "jobs": [{"name": "a b", "role": "vdaa", "site": "site.json", "every": "5", "jitter": "1h"},
             {"name": "x", "role": "vda", "site": "site.json", "flows": ["cvad.vda.delivery-controller.registation"]},
             {"name": "x", "role": "vda"}]})") ==
      std::vector<std::string>{
          R"(agent.json#/keep/day: unknown key "day" (did you mean "days"?))",
          R"(agent.json#/tell/about/0: unknown word "jb" (did you mean "job"?))",
          R"(agent.json#/tell/on: only fail, degraded and unknown are told of (that a flow works again is told in any case))",
          R"(agent.json#/tell/quiet_hours: "22-6" says no hours (e.g. "mon-fri 07:00-19:00"))",
          R"(agent.json#/jobs/0/name: "a b" is no name for a job (up to 64 letters, digits, '-', '_' and '.'))",
          R"(agent.json#/jobs/0/every: "5" is no length of time (e.g. "5m", "90s", "1h30m"))",
          R"(agent.json#/jobs/0/jitter: "1h" is not from 0 ms to 4 min 59 s)",
          R"(agent.json#/jobs/0: unknown role "vdaa" (did you mean "vda"?))",
          R"(agent.json#/jobs/1/flows: no flow from Virtual Delivery Agent is or begins with "cvad.vda.delivery-controller.registation" (did you mean "cvad.vda.delivery-controller.registration"?))",
          R"(agent.json#/jobs/2: the key "site" is missing)",
          R"(agent.json#/jobs/2: two jobs are named "x" (a name stands for one job in history and metrics))"});
}

TEST_CASE("Mistakes of a site have their places in the site file") {
  const Surroundings here;
  std::ofstream(here.folder() / "bad.json") << R"({"endpoints": {"delivery-controler": "a"}})";
  const auto problems = here.problems(R"({"jobs": [{"name": "vda", "role": "vda", "site": "bad.json"}]})");
  REQUIRE(problems.size() == 1);
  CHECK(problems[0].find("bad.json#/endpoints/delivery-controler") != std::string::npos);
}

TEST_CASE("What the agent shows, and to whom") {
  const Surroundings here;
  here.write("token", "0123456789abcdef\n");
  const auto doors =
      here.parse(with_key(R"("listen": "[2001:db8::1]:80", "token": {"file": "token"}, "metrics": "flows", "textfile": "f.prom",
      "tls": {"certificate": "c.pem", "key": "k.pem"}, "probe_targets": ["sf01", "*.corp.example", "10.1.0.0/16"])"))
          .value()
          .doors;
  CHECK(doors.open);
  CHECK(doors.address == *parse_address("2001:db8::1"));
  CHECK(doors.port == 80);
  CHECK(doors.token->reveal() == "0123456789abcdef");
  CHECK(doors.metrics == report::MetricsLevel::flows);
  CHECK(doors.textfile == here.folder() / "f.prom");
  CHECK(doors.tls->certificate == here.folder() / "c.pem");
  const auto covered = [&doors](std::string_view host) {
    return std::ranges::any_of(doors.probe_targets, [host](const agent::ProbeTarget& target) { return target.covers(host); });
  };
  for (const auto* host : {"SF01", "sf01.", "a.corp.example", "a.b.Corp.Example", "10.1.255.1"}) CHECK_MESSAGE(covered(host), host);
  for (const auto* host : {"sf02", "corp.example", "evilcorp.example", "10.2.0.1", "10.1.0.1.corp", "::1"})
    CHECK_MESSAGE(!covered(host), host);
}

TEST_CASE("By default the door is on loopback, and can be shut") {
  const Surroundings here;
  const auto doors = here.parse(with_job("")).value().doors;
  CHECK(doors.open);
  CHECK(to_text(doors.address) == "127.0.0.1");
  CHECK(doors.port == 9420);
  CHECK(doors.probe_targets.empty());
  CHECK_FALSE(here.parse(with_key(R"("listen": "none")")).value().doors.open);
}

TEST_CASE("A door beyond loopback demands a token or certificates of clients") {
  const Surroundings here;
  here.write("token", "0123456789abcdef");
  here.write("short", "secret");
  const std::string beyond = R"("listen": "0.0.0.0:9420")";
  CHECK(
      here.problems(with_key(beyond)) ==
      std::vector<std::string>{
          R"(agent.json#/listen: beyond loopback anybody could look (add "token": {"file": "http.token"}, or "tls" with a "client_authority" whose certificates clients must show))"});
  CHECK(here.problems(with_key(beyond + R"(, "tls": {"certificate": "c", "key": "k"})")).size() == 1);
  CHECK(here.problems(with_key(beyond + R"(, "token": {"file": "short"})")).front().find("shorter than 16 characters") !=
        std::string::npos);
  CHECK(here.problems(with_key(beyond + R"(, "token": {"file": "token"})")).empty());
  CHECK(here.problems(with_key(beyond + R"(, "tls": {"certificate": "c", "key": "k", "client_authority": "ca"})")).empty());
  CHECK(here.problems(with_key(R"("listen": "127.0.0.2:1")")).empty());
}

TEST_CASE("Schema and reader accept the same configurations, the shipped example among them") {
  const Surroundings here;
  here.write("token", "0123456789abcdef");
  here.write_private("private", "0123456789abcdef\n");
  std::ifstream example(FLOWVET_PROFILES_DIR "/../packaging/agent/agent.json", std::ios::binary);
  for (const std::string& text : {
           std::string{std::istreambuf_iterator<char>(example), {}},
           with_job(""),
           with_job(R"("every": "1s", "jitter": "0s", "timeout": "1h30m", "active_hours": ["07:00-19:00", "sat,sun 22:00-06:00"])"),
           with_job(R"("flows": ["cvad."], "expect": "path", "attempts": 3, "all_ports": true, "connect_only": true, "controls": false)"),
           with_job(R"("gentle": true, "trace": "never", "threads": 2)"),
           with_job(R"("token": {"file": "private"}, "both_ways": true, "mtu": "always", "attempt_timeout_ms": 300)"),
           with_job(R"("in_flight": 16, "rate": 0, "host_rate": 10, "ipv4": false, "ipv6": true, "source": ["::1", "127.0.0.1"])"),
           with_key(
               R"("listen": "127.0.0.1:0", "metrics": "flows", "textfile": "f.prom", "probe_targets": ["a", "*.b", "10.0.0.0/8", "::1"])"),
           with_key(R"("listen": "none")"),
           with_key(R"("listen": "[::1]:9420", "tls": {"certificate": "c.pem", "key": "k.pem"})"),
           with_key(R"("listen": "0.0.0.0:9420", "token": {"file": "token"})"),
           with_key(R"("listen": "[::]:9420", "tls": {"certificate": "c.pem", "key": "k.pem", "client_authority": "ca.pem"})"),
           with_key(R"("$schema": "x", "database": "x.db", "keep": {}, "tell": {"about": [], "on": [], "quiet_hours": []})"),
       }) {
    CAPTURE(text);
    CHECK(here.problems(text) == std::vector<std::string>{});
    CHECK(schema_problems("agent", text) == std::vector<std::string>{});
  }
}

TEST_CASE("Schema and reader refuse the same configurations") {
  const Surroundings here;
  for (const std::string& text : {
           std::string{"{}"},
           std::string{"[]"},
           std::string{R"({"jobs": []})"},
           std::string{R"({"jobs": {}})"},
           std::string{R"({"jobs": [7]})"},
           std::string{R"({"jobs": [{"name": "vda", "role": "vda"}]})"},
           with_job(R"("name2": "x")"),
           with_job(R"("every": 300)"),
           with_job(R"("every": "5 m")"),
           with_job(R"("every": "")"),
           with_job(R"("active_hours": "7-19")"),
           with_job(R"("expect": "open")"),
           with_job(R"("attempts": 0)"),
           with_job(R"("gentle": "yes")"),
           with_job(R"("trace": "sometimes")"),
           with_job(R"("threads": 65)"),
           with_job(R"("mtu": "sometimes")"),
           with_job(R"("token": "0123456789abcdef")"),
           with_job(R"("both_ways": "yes")"),
           with_job(R"("attempt_timeout_ms": 0)"),
           with_job(R"("attempt_timeout_ms": "900ms")"),
           with_job(R"("rate": -1)"),
           with_job(R"("source": [7])"),
           with_key(R"("keep": {"days": 0})"),
           with_key(R"("keep": {"megabytes": 7})"),
           with_key(R"("keep": 7)"),
           with_key(R"("tell": {"on": ["pass"]})"),
           with_key(R"("tell": {"on": ["fail", "fail"]})"),
           with_key(R"("tell": {"about": "flow"})"),
           with_key(R"("listen": "localhost:9420")"),
           with_key(R"("listen": "127.0.0.1")"),
           with_key(R"("listen": "::1:9420")"),
           with_key(R"("token": {})"),
           with_key(R"("token": {"file": "token", "env": "TOKEN"})"),
           with_key(R"("tls": {"key": "k.pem"})"),
           with_key(R"("metrics": "all")"),
           with_key(R"("textfile": "flowvet.txt")"),
           with_key(R"("probe_targets": "a")"),
           with_key(R"("probe_targets": [""])"),
           with_key(R"("tell": {"confirmations": 0})"),
           with_key(R"("database": "")"),
           with_key(R"("databse": "x")"),
       }) {
    CAPTURE(text);
    CHECK_FALSE(here.problems(text).empty());
    CHECK_FALSE(schema_problems("agent", text).empty());
  }
}

TEST_CASE("The words in the configuration's schema are those of the program") {
  CHECK(schema_words("agent", "/definitions/job/properties/expect/enum") == words_of<site::Expect>());
  CHECK(schema_words("agent", "/definitions/job/properties/trace/enum") == words_of<probe::TraceMode>());
  CHECK(schema_words("agent", "/definitions/job/properties/mtu/enum") == words_of<probe::MtuMode>());
  CHECK(schema_words("agent", "/properties/metrics/enum") == words_of<report::MetricsLevel>());
  CHECK(schema_words("agent", "/properties/tell/properties/about/items/enum") == words_of<agent::SubjectKind>());
}
