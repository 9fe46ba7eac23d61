// The plan as a table, the observations in the same order.
#include "report/sample_report.hpp"

#include "support/observation_builder.hpp"
#include "support/path_builder.hpp"
#include "support/size_builder.hpp"

namespace flowvet::test {
namespace {

using catalog::Transport;
using plan::Replies;
using plan::Weight;

plan::Probe probe_of(std::string host, Transport transport, std::uint16_t port, std::string service, Replies replies) {
  plan::Probe probe;
  probe.host = std::move(host);
  probe.transport = transport;
  probe.port = port;
  probe.service = std::move(service);
  probe.replies = replies;
  probe.timeout = std::chrono::milliseconds{1000};
  probe.attempts = 3;
  return probe;
}

plan::Probe through_proxy(plan::Probe probe) {
  probe.proxy = Proxy{"proxy01.corp.example", 3128};
  return probe;
}

plan::PlannedFlow flow_of(std::string id, std::string to, Weight weight, std::string purpose, std::vector<std::size_t> probes) {
  plan::PlannedFlow flow;
  flow.id = FlowId{std::move(id)};
  flow.weight = weight;
  flow.purpose = {std::move(purpose), "目的"};
  flow.from = {RoleId{"vda"}};
  flow.to = {RoleId{to}};
  flow.sources = {{catalog::Edition::en, "Citrix Virtual Apps and Desktops", 17},
                  {catalog::Edition::ja, "Citrix Virtual Apps and Desktops", std::nullopt}};
  for (const auto probe : probes) flow.checks.push_back({probe, RoleId{to}, site::Expect::serve});
  return flow;
}

probe::Attempt timed(probe::Attempt attempt, int began_ms, int took_ms, int rtt_us) {
  attempt.began = std::chrono::milliseconds{began_ms};
  attempt.took = std::chrono::milliseconds{took_ms};
  attempt.rtt = std::chrono::microseconds{rtt_us};
  return attempt;
}

std::vector<probe::Attempt> silence_three_times() {
  return {timed(silence(), 0, 1000, 0), timed(silence(), 1250, 1000, 0), timed(silence(), 2750, 1000, 0)};
}

/// Dropped behind the first of two routers.
probe::Observation traced_silence() {
  auto observation = seen(silence_three_times(), address("10.1.2.2"));
  const auto first = address("10.1.0.1");
  const auto second = address("10.1.1.1");
  auto own = tcp_trace().silent(2).silent(3).expired(1, first).silent(2).silent(2).silent(2);
  own.trace.port = 80;
  const auto echo = TraceBuilder(Transport::icmp)
                        .unlimited_answer(62)
                        .answered(3, 62)
                        .later()
                        .expired(1, first)
                        .expired(2, second)
                        .expired(1, first)
                        .expired(2, second);
  observation.path = std::make_shared<const probe::Path>(probe::Path{own, echo.trace});
  return observation;
}

probe::Observation hostile_answer() {
  auto attempt = mismatched_reply();
  attempt.detail = "the first line is \"\x1b[2J\xff\xfe\xe2\x80\xae oops\"";
  auto observation = seen({attempt}, address("10.1.2.5"));
  observation.facts = {{"server", "evil\r\n\x1b]0;title\x07\xc3"}};
  return observation;
}

/// EDT inside DTLS, answered, with what was measured of the path.
probe::ProbeResult answered_at_size(std::vector<probe::SizeSurvey> sizes, std::string_view at) {
  auto observation = seen({timed(valid_reply(), 0, 2, 950)}, address(at));
  observation.mtu = std::make_shared<const probe::PathMtu>(probe::PathMtu{1500, std::move(sizes)});
  return results({std::move(observation)});
}

plan::Probe filling_packets(plan::Probe probe) {
  probe.fills_packets = true;
  return probe;
}

/// The proxy's own words, its address and not the destination's.
probe::ProbeResult at_proxy(probe::Attempt attempt, int status) {
  attempt.proxy_status = status;
  auto observation = seen({timed(std::move(attempt), 0, 8, 930)}, address("10.1.2.10"));
  observation.facts = {{"proxy.status", std::to_string(status)}, {"proxy.via", "1.1 proxy01"}};
  return results({std::move(observation)});
}

probe::ProbeResult refused_tunnel() {
  auto attempt = failed_with(probe::ErrorKind::none, probe::Stage::proxy);
  attempt.peer_sent_bytes = true;
  attempt.detail = "HTTP 403: the proxy refuses the tunnel";
  return at_proxy(std::move(attempt), 403);
}

}  // namespace

plan::Plan sample_plan() {
  plan::Plan plan;
  plan.role = RoleId{"vda"};
  plan.role_name = "Virtual Delivery Agent";
  plan.site = "東京";
  plan.probes = {
      probe_of("ddc01.corp.example", Transport::tcp, 80, "registrar", Replies::always),
      probe_of("ddc02.corp.example", Transport::tcp, 80, "registrar", Replies::always),
      probe_of("10.1.2.4", Transport::tcp, 27000, "flexnet", Replies::always),
      probe_of("10.1.2.5", Transport::tcp, 1494, "ica", Replies::always),
      probe_of("rec01.corp.example", Transport::tcp, 443, "session-recording", Replies::always),
      probe_of("10.1.2.6", Transport::udp, 7229, "", Replies::never),
      probe_of("10.1.2.7", Transport::tcp, 8080, "http", Replies::always),
      probe_of("10.1.2.8", Transport::tcp, 443, "", Replies::never),
      probe_of("wem01.corp.example", Transport::tcp, 8286, "", Replies::never),
      probe_of("10.1.2.8", Transport::tcp, 4, "", Replies::never),
      probe_of("wem01.corp.example", Transport::tcp, 4, "", Replies::never),
      probe_of("wem01.corp.example", Transport::tcp, 13057, "", Replies::never),
      probe_of("wem.cloud.example", Transport::tcp, 443, "tls", Replies::always),
      through_proxy(probe_of("wem.cloud.example", Transport::tcp, 443, "tls", Replies::always)),
      probe_of("cis.cloud.example", Transport::tcp, 443, "http", Replies::always),
      through_proxy(probe_of("cis.cloud.example", Transport::tcp, 443, "http", Replies::always)),
      probe_of("10.1.2.8", Transport::tcp, 8443, "tls", Replies::always),
      filling_packets(probe_of("10.1.2.12", Transport::udp, 443, "dtls", Replies::always)),
      filling_packets(probe_of("10.1.2.13", Transport::udp, 443, "dtls", Replies::always)),
  };
  plan.controls = {9, 10, 11};
  plan.flows = {
      flow_of("cvad.vda.delivery-controller.registration", "delivery-controller", Weight::required, "The VDA registers with a controller.",
              {0, 1}),
      flow_of("licensing.any-component.license-server.license-manager", "license-server", Weight::required, "Licenses are checked out.",
              {2}),
      flow_of("cvad.workspace-app.vda.ica", "vda", Weight::required, "The session's own protocol.", {3}),
      flow_of("session-recording.vda.session-recording-server.agent", "session-recording-server", Weight::required, "Recordings are sent.",
              {4}),
      flow_of("ups.vda.universal-print-server.print-stream", "universal-print-server", Weight::required, "Print data.", {5}),
      flow_of("ups.vda.universal-print-server.web-service", "universal-print-server", Weight::optional, "Print jobs are announced.", {6}),
      flow_of("gateway-service.vda.gateway-service.https", "gateway-service", Weight::required, "The session goes out to the service.",
              {7}),
      flow_of("wem.wem-agent.wem-infrastructure.agent-service", "wem-infrastructure", Weight::required, "The agent gets its settings.",
              {8}),
      flow_of("daas.wem-agent.wem-service.wem-service", "wem-service", Weight::required, "Settings are fetched.", {12, 13}),
      flow_of("licensing.license-server.license-telemetry.telemetry", "license-telemetry", Weight::required, "Usage is reported.",
              {14, 15}),
      flow_of("daas.vda.gateway-service.rendezvous", "gateway-service", Weight::required, "The session meets the user halfway.", {16}),
      flow_of("gateway.gateway-snip.vda.session-tls", "vda", Weight::required, "The session inside TLS or DTLS.", {17}),
      flow_of("remote-pc.gateway.remote-pc.session-tls", "vda", Weight::required, "The same to a physical PC.", {18}),
  };
  plan.flows[4].checks[0].unproven = catalog::Unproven::wrong_transport;
  plan.flows[4].doubt = "The paper prints UDP, the protocol is known to use TCP.";
  plan.flows[4].note = "Needed because the feature universal-print-server is on.";
  plan.skipped = {{FlowId{"fas.vda.fas-server.user-certificate"}, plan::SkipReason::no_host, "the site names no host for fas-server"},
                  {FlowId{"remote-pc.vda.delivery-controller.registration"}, plan::SkipReason::feature_off, "the feature remote-pc is off"},
                  {FlowId{"cvad.workspace-app.vda.audio-udp"}, plan::SkipReason::no_host, "the site names no host for vda"}};
  plan.outcomes = {{"vda-registers", {"VDA registers", "VDA が登録される"}, {{FlowId{"cvad.vda.delivery-controller.registration"}}}, {}},
                   {"licensed",
                    {"Licenses can be checked out", "ライセンスを取得できる"},
                    {{FlowId{"licensing.any-component.license-server.license-manager"}}},
                    {}}};
  return plan;
}

probe::Observations sample_observations() {
  const auto router = router_address();
  probe::Observations observations;
  observations.push_back(results({seen({timed(valid_reply(), 0, 3, 1234)}, address("10.1.2.1"))}));
  observations.push_back(results({traced_silence()}));
  observations.push_back(results({seen({timed(reset_by_nobody_named(), 0, 1, 0)}, address("10.1.2.4"))}));
  observations.push_back(results({hostile_answer()}));
  observations.push_back(no_address());
  observations.push_back(results({seen(silence_three_times(), address("10.1.2.6"))}));
  observations.push_back(results({seen({icmp_error(Family::v4, 3, 13, router)}, address("10.1.2.7"))}));
  observations.push_back(results({seen({timed(handshake_done(), 0, 2, 20'500)}, address("10.1.2.8"))}));
  observations.push_back(results({seen({timed(handshake_done(), 0, 1, 300)}, address("10.1.2.9"))}));
  observations.push_back(results({seen({timed(reset_by_nobody_named(), 0, 20, 0)}, address("10.1.2.8"))}));
  observations.push_back(results({seen({timed(handshake_done(), 0, 1, 310)}, address("10.1.2.9"))}));
  observations.push_back(results({seen({timed(handshake_done(), 0, 1, 320)}, address("10.1.2.9"))}));
  observations.push_back(results({seen(silence_three_times(), address("203.0.113.4"))}));
  observations.push_back(at_proxy(valid_reply(), 200));
  observations.push_back(results({seen({timed(valid_reply(), 0, 12, 6100)}, address("203.0.113.5"))}));
  observations.push_back(refused_tunnel());
  observations.push_back(results({seen({timed(valid_reply(), 0, 9, 812)}, address("10.1.2.8"))}));
  observations.push_back(answered_at_size({black_hole().survey}, "10.1.2.12"));
  const auto there = asks_there().told(1500, 1400).answered(576).answered(1400).heard(1500, 1);
  const auto back = asks_back().answered(1300, 6).silent(1301, 6).counted(6, 6);
  observations.push_back(answered_at_size({there.survey, back.survey}, "10.1.2.13"));
  return observations;
}

/// Two name servers that differ, one of them with a stale PTR record; a way through a VPN; a proxy setting.
probe::NetworkIdentity sample_network() {
  using namespace std::chrono_literals;
  using enum probe::DnsStatus;
  using enum probe::DnsType;
  const auto ddc01 = address("10.1.2.1");
  probe::NetworkIdentity network;
  network.ways = {{"eth0", probe::Link::ordinary, address("10.1.0.7"), address("10.1.0.1"), 1500, probe::ErrorKind::none,
                   {ddc01, address("10.1.2.2"), address("10.1.2.4")}},
                  {"tun0", probe::Link::tun, address("172.16.0.7"), std::nullopt, 1400, probe::ErrorKind::none, {address("10.1.2.8")}}};
  network.servers_asked = true;
  network.servers = {
      {address("10.0.0.2"),
       probe::ServerSource::system,
       {{a, "ddc01.corp.example", "ddc01.corp.example", answered, 0, "ddc01.corp.example", {ddc01}, {}, {}, false, 412us},
        {ptr, "10.1.2.1", "", answered, 0, "1.2.1.10.in-addr.arpa", {}, {"old\x1b[2J.corp.example"}, {}, true, 390us},
        {a, "old\x1b[2J.corp.example", "", no_such_name, 3, "", {}, {}, {}, false, 401us}}},
      {address("10.0.0.3"),
       probe::ServerSource::systemd_resolved,
       {{a, "ddc01.corp.example", "ddc01.corp.example", no_such_name, 3, "", {}, {}, {}, false, 1205us}}}};
  network.hosts_file = {{"ddc02.corp.example", {address("10.1.2.2")}}};
  network.proxies = {{"environment", "https_proxy", "http://proxy01:3128"}};
  network.clock_synchronised = true;
  return network;
}

report::Report sample_report() {
  using namespace std::chrono_literals;
  const auto plan = sample_plan();
  const auto observations = sample_observations();
  const report::RunFacts facts{std::chrono::sys_days{std::chrono::January / 31 / 2026} + 2h + 3min + 4567ms, 4210ms, "vda01", "0.1.0",
                               sample_network()};
  return report::make_report(plan, observations, judge::judge(plan, observations), facts);
}

}  // namespace flowvet::test
