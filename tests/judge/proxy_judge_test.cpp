// Checks through a proxy: which hop failed, and what two ways to one port make of a flow.
#include "flowvet/judge/proxy_fault.hpp"
#include "support/observation_builder.hpp"

#include <doctest/doctest.h>

#include <string_view>

namespace flowvet {
namespace {

using catalog::Transport;
using judge::Cause;
using judge::Certainty;
using judge::Judgement;
using judge::Outcome;
using judge::ProxyFault;
using judge::Verdict;
using plan::Replies;
using probe::Attempt;
using probe::ErrorKind;
using probe::Stage;
using site::Expect;
using namespace test;

constexpr Judgement proven{Verdict::pass, Certainty::proven, Cause::none};
constexpr Judgement connected{Verdict::pass, Certainty::connection, Cause::none};
constexpr Judgement closed_in_vain{Verdict::pass, Certainty::none, Cause::none};
constexpr Judgement open_anyway{Verdict::fail, Certainty::connection, Cause::none};
constexpr Judgement undecided{Verdict::unknown, Certainty::none, Cause::undetermined};

constexpr Judgement failed(Cause cause) {
  return {Verdict::fail, Certainty::none, cause};
}
constexpr Judgement unknown(Cause cause) {
  return {Verdict::unknown, Certainty::none, cause};
}

Attempt answered_by_proxy(int status) {
  Attempt attempt;
  attempt.stage = Stage::proxy;
  attempt.proxy_status = status;
  attempt.peer_sent_bytes = true;
  return attempt;
}

Attempt no_proxy_there() {
  auto attempt = answered_by_proxy(0);
  attempt.reply = probe::Reply::mismatched;
  return attempt;
}

/// The same attempt through an open tunnel.
Attempt in_tunnel(Attempt attempt) {
  attempt.proxy_status = 200;
  return attempt;
}

plan::Probe proxied_probe(Replies replies = Replies::always, std::string service = "service") {
  plan::Probe probe;
  probe.host = "host";
  probe.port = 443;
  probe.service = std::move(service);
  probe.replies = replies;
  probe.proxy = Proxy{"proxy01", 3128};
  return probe;
}

/// What each expectation makes of an attempt through a proxy.
struct Row {
  std::string_view name;
  Attempt attempt;
  ProxyFault fault;
  Judgement serve, path, closed;
};

TEST_CASE("every end of an attempt through a proxy has its fault, and its verdict under each expectation") {
  const auto rejection = icmp_error(Family::v4, 3, 13, router_address());
  const Row rows[] = {
      {"refused by the proxy's host", reset_by_nobody_named(), ProxyFault::unreachable, failed(Cause::not_listening),
       failed(Cause::not_listening), unknown(Cause::not_listening)},
      {"nothing back from the proxy", silence(), ProxyFault::unreachable, failed(Cause::dropped), failed(Cause::dropped),
       unknown(Cause::dropped)},
      {"a firewall before the proxy", rejection, ProxyFault::unreachable, failed(Cause::rejected), failed(Cause::rejected),
       unknown(Cause::rejected)},
      {"no route to the proxy", failed_with(ErrorKind::net_unreachable), ProxyFault::unreachable, failed(Cause::no_route),
       failed(Cause::no_route), unknown(Cause::no_route)},
      {"CONNECT unanswered", failed_with(ErrorKind::timed_out, Stage::proxy), ProxyFault::mute, failed(Cause::no_answer), undecided,
       unknown(Cause::no_answer)},
      {"closed instead of an answer", failed_with(ErrorKind::closed, Stage::proxy), ProxyFault::mute, failed(Cause::no_answer), undecided,
       unknown(Cause::no_answer)},
      {"no proxy", no_proxy_there(), ProxyFault::no_proxy, failed(Cause::wrong_service), failed(Cause::wrong_service),
       unknown(Cause::wrong_service)},
      {"407", answered_by_proxy(407), ProxyFault::login_wanted, unknown(Cause::rejected), unknown(Cause::rejected),
       unknown(Cause::rejected)},
      {"403", answered_by_proxy(403), ProxyFault::denied, failed(Cause::rejected), failed(Cause::rejected), proven},
      {"302", answered_by_proxy(302), ProxyFault::denied, failed(Cause::rejected), failed(Cause::rejected), proven},
      {"502", answered_by_proxy(502), ProxyFault::did_not_reach, failed(Cause::rejected), undecided, closed_in_vain},
      {"503", answered_by_proxy(503), ProxyFault::did_not_reach, failed(Cause::rejected), undecided, closed_in_vain},
      {"504", answered_by_proxy(504), ProxyFault::did_not_reach, failed(Cause::rejected), undecided, closed_in_vain},
      {"interrupted at the proxy", failed_with(ErrorKind::cancelled, Stage::proxy), ProxyFault::none, undecided, undecided, undecided},
      {"our own firewall", failed_with(ErrorKind::not_permitted), ProxyFault::none, unknown(Cause::local_firewall),
       unknown(Cause::local_firewall), unknown(Cause::local_firewall)},
      {"the service in the tunnel",
       in_tunnel(valid_reply()),
       ProxyFault::none,
       proven,
       proven,
       {Verdict::fail, Certainty::proven, Cause::none}},
      {"silence in the tunnel", in_tunnel(no_reply_after_connect()), ProxyFault::none, failed(Cause::no_answer), undecided, open_anyway},
      {"another service in the tunnel", in_tunnel(mismatched_reply()), ProxyFault::none, failed(Cause::wrong_service), undecided,
       open_anyway},
      {"TLS refused in the tunnel", in_tunnel(tls_failure()), ProxyFault::none, failed(Cause::tls), undecided, open_anyway},
  };
  const auto probe = proxied_probe();
  for (const auto& row : rows) {
    CAPTURE(row.name);
    const auto outcome = judge::classify(seen({row.attempt}), Transport::tcp, true);
    CHECK(judge::proxy_fault(outcome, &row.attempt, probe.port) == row.fault);
    CHECK(judge_check(outcome, Expect::serve, probe, &row.attempt) == row.serve);
    CHECK(judge_check(outcome, Expect::path, probe, &row.attempt) == row.path);
    CHECK(judge_check(outcome, Expect::closed, probe, &row.attempt) == row.closed);
    CHECK(sentence(row.fault).empty() == (row.fault == ProxyFault::none));
    CHECK(next_step(row.fault).empty() == (row.fault == ProxyFault::none));
  }
}

TEST_CASE("no tunnel to port 80 says nothing about plain HTTP, which needs none") {
  auto probe = proxied_probe();
  probe.port = 80;
  for (const int status : {403, 405, 302}) {
    const auto attempt = answered_by_proxy(status);
    CHECK(judge::proxy_fault(Outcome::rejected, &attempt, 80) == ProxyFault::no_tunnel);
    for (const auto expect : {Expect::serve, Expect::path, Expect::closed})
      CHECK(judge_check(Outcome::rejected, expect, probe, &attempt) == undecided);
  }
  const auto login = answered_by_proxy(407);
  CHECK(judge::proxy_fault(Outcome::rejected, &login, 80) == ProxyFault::login_wanted);
}

TEST_CASE("a proxy on this very host that refuses proves no path") {
  const auto attempt = reset_by_nobody_named();
  CHECK(judge_check(Outcome::refused, Expect::path, proxied_probe(), &attempt, true) == failed(Cause::not_listening));
}

TEST_CASE("a proxy must answer CONNECT even where the service behind it need not answer") {
  const auto at_proxy = failed_with(ErrorKind::timed_out, Stage::proxy);
  const auto behind = in_tunnel(no_reply_after_connect());
  CHECK(judge_check(Outcome::mute, Expect::serve, proxied_probe(Replies::sometimes), &at_proxy) == failed(Cause::no_answer));
  CHECK(judge_check(Outcome::mute, Expect::serve, proxied_probe(Replies::sometimes), &behind) == undecided);
}

TEST_CASE("a tunnel alone is a connection where no request is known, and nothing where one is") {
  const auto opened = in_tunnel(handshake_done());
  CHECK(judge::classify(seen({opened}), Transport::tcp, false) == Outcome::accepted);
  CHECK(judge_check(Outcome::accepted, Expect::serve, proxied_probe(Replies::never, ""), &opened) == connected);
  CHECK(judge::classify(seen({opened}), Transport::tcp, true) != Outcome::accepted);
  CHECK(judge::classify(seen({answered_by_proxy(403)}), Transport::tcp, false) == Outcome::rejected);
  CHECK(judge::classify(seen({failed_with(ErrorKind::timed_out, Stage::proxy)}), Transport::tcp, false) == Outcome::mute);
}

TEST_CASE("controls of the address at which a proxy stands say nothing about its tunnels") {
  plan::Plan plan;
  plan.probes = {proxied_probe(Replies::never, ""), plan::Probe{}};
  plan.flows.emplace_back().checks = {{0, RoleId("peer"), Expect::serve}};
  plan.controls = {1};
  const auto verdicts = judge::judge(plan, {result(in_tunnel(handshake_done())), result(handshake_done())});
  CHECK(verdicts.flows.at(0).certainty == Certainty::connection);
  CHECK(verdicts.flows.at(0).verdict == Verdict::pass);
}

/// One flow to one host, whose checks are added with what was seen.
class Scene {
 public:
  Scene() { plan_.flows.emplace_back(); }

  plan::PlannedFlow& flow() { return plan_.flows[0]; }
  Scene& straight(probe::ProbeResult result, std::uint16_t port = 443) { return add(Transport::tcp, port, false, std::move(result)); }
  Scene& proxied(probe::ProbeResult result, std::uint16_t port = 443) { return add(Transport::tcp, port, true, std::move(result)); }
  Scene& udp(probe::ProbeResult result) { return add(Transport::udp, 443, false, std::move(result)); }
  Scene& host(std::string name) {
    host_ = std::move(name);
    return *this;
  }
  Scene& expecting(Expect expect) {
    expect_ = expect;
    return *this;
  }
  [[nodiscard]] judge::FlowVerdict judged() const { return judge::judge(plan_, observations_).flows.at(0); }

 private:
  Scene& add(Transport transport, std::uint16_t port, bool through_proxy, probe::ProbeResult result) {
    auto probe = proxied_probe();
    if (!through_proxy) probe.proxy.reset();
    probe.host = host_;
    probe.transport = transport;
    probe.port = port;
    flow().checks.push_back({plan_.probes.size(), RoleId("peer"), expect_});
    plan_.probes.push_back(std::move(probe));
    observations_.push_back(std::move(result));
    return *this;
  }

  std::string host_ = "cloud.example";
  Expect expect_ = Expect::serve;
  plan::Plan plan_;
  probe::Observations observations_;
};

const IpAddress proxy_address = address("10.0.0.99");

probe::ProbeResult at_proxy(Attempt attempt) {
  return result(std::move(attempt), proxy_address);
}

Judgement whole(const judge::FlowVerdict& verdict) {
  return {verdict.verdict, verdict.certainty, verdict.cause};
}

TEST_CASE("each pair of ways makes one verdict, and each check keeps its own") {
  const auto works = in_tunnel(valid_reply());
  struct Pair {
    std::string_view name;
    probe::ProbeResult straight, proxied;
    Judgement flow;
    Cause straight_cause;
  };
  const Judgement lost_proxy{Verdict::degraded, Certainty::proven, Cause::rejected};
  const Pair pairs[] = {
      {"both work", result(valid_reply()), at_proxy(works), proven, Cause::none},
      {"only the proxy: dropped straight", result(silence()), at_proxy(works), proven, Cause::proxy_needed},
      {"only the proxy: the name is known to it alone", no_address(), at_proxy(works), proven, Cause::proxy_needed},
      {"only the proxy: refused straight", result(reset_by_nobody_named()), at_proxy(works), proven, Cause::proxy_needed},
      {"only straight: 403", result(valid_reply()), at_proxy(answered_by_proxy(403)), lost_proxy, Cause::none},
      {"only straight: 407", result(valid_reply()), at_proxy(answered_by_proxy(407)), lost_proxy, Cause::none},
      {"only straight: the proxy is gone",
       result(valid_reply()),
       at_proxy(silence()),
       {Verdict::degraded, Certainty::proven, Cause::dropped},
       Cause::none},
      {"neither: the proxy has the word", result(silence()), at_proxy(answered_by_proxy(403)), failed(Cause::rejected), Cause::dropped},
      {"neither: the proxy's name", result(silence()), no_address(), failed(Cause::dns), Cause::dropped},
      {"neither: silence in the tunnel", result(reset_by_nobody_named()), at_proxy(in_tunnel(no_reply_after_connect())),
       failed(Cause::no_answer), Cause::not_listening},
      {"straight fails, credentials wanted", result(silence()), at_proxy(answered_by_proxy(407)), unknown(Cause::rejected), Cause::dropped},
      {"straight unknown, refused by the proxy", result(failed_with(ErrorKind::not_permitted)), at_proxy(answered_by_proxy(403)),
       unknown(Cause::local_firewall), Cause::local_firewall},
      {"straight unknown, the proxy works", result(failed_with(ErrorKind::not_permitted)), at_proxy(works), proven, Cause::local_firewall},
  };
  for (const auto& pair : pairs) {
    CAPTURE(pair.name);
    const auto judged = Scene().straight(pair.straight).proxied(pair.proxied).judged();
    CHECK(whole(judged) == pair.flow);
    REQUIRE(judged.checks.size() == 2);
    CHECK(judged.checks[0].cause == pair.straight_cause);
    CHECK((judged.checks[0].verdict == Verdict::pass) == (pair.straight.observations.size() == 1 && pair.straight_cause == Cause::none));
    CHECK(whole(Scene().proxied(pair.proxied).straight(pair.straight).judged()) == pair.flow);
  }
}

TEST_CASE("a missing slot of either way is never a pass of that way") {
  const auto works = in_tunnel(valid_reply());
  CHECK(Scene().straight(result(interrupted())).proxied(at_proxy(failed_with(ErrorKind::cancelled, Stage::proxy))).judged().verdict ==
        Verdict::unknown);
  CHECK(Scene().straight(result(silence())).proxied(at_proxy(interrupted())).judged().verdict == Verdict::unknown);
  CHECK(Scene().straight(result(interrupted())).proxied(at_proxy(works)).judged().verdict == Verdict::pass);
}

TEST_CASE("a way of which nothing was told takes nothing away from one that works") {
  const auto judged = Scene().straight(result(valid_reply()), 80).proxied(at_proxy(answered_by_proxy(403)), 80).judged();
  CHECK(whole(judged) == proven);
  CHECK(Scene().straight(result(silence()), 80).proxied(at_proxy(answered_by_proxy(403)), 80).judged().verdict == Verdict::unknown);
}

TEST_CASE("a certificate that is not trusted degrades the way on which it was seen") {
  auto intercepted = in_tunnel(valid_reply());
  intercepted.certificate.distrust = probe::Distrust::unknown_issuer;
  const Judgement degraded{Verdict::degraded, Certainty::proven, Cause::tls};
  CHECK(whole(Scene().straight(result(valid_reply())).proxied(at_proxy(intercepted)).judged()) == degraded);
  CHECK(whole(Scene().straight(result(silence())).proxied(at_proxy(intercepted)).judged()) == degraded);
  CHECK(Scene().straight(result(silence())).proxied(at_proxy(intercepted)).judged().checks[0].cause == Cause::proxy_needed);
}

TEST_CASE("the proxy's way makes up for its own port only") {
  const auto works = in_tunnel(valid_reply());
  const auto judged = Scene().straight(result(silence()), 80).straight(result(silence()), 443).proxied(at_proxy(works), 443).judged();
  CHECK(judged.verdict == Verdict::fail);
  CHECK(judged.cause == Cause::dropped);
  CHECK(judged.checks[0].cause == Cause::dropped);
  CHECK(judged.checks[1].cause == Cause::proxy_needed);
  CHECK(Scene().straight(result(silence()), 80).proxied(at_proxy(works), 80).straight(result(valid_reply()), 443).judged().verdict ==
        Verdict::pass);
}

TEST_CASE("the proxy's way makes up for every address of its host, and for no other host") {
  const auto works = in_tunnel(valid_reply());
  const auto half = results({seen({valid_reply()}), seen({silence()}, address("10.0.0.2"))});
  CHECK(Scene().straight(half).judged().verdict == Verdict::degraded);
  CHECK(Scene().straight(half).proxied(at_proxy(works)).judged().verdict == Verdict::pass);
  const auto other =
      Scene().straight(result(silence())).proxied(at_proxy(works)).host("other.example").straight(result(silence())).judged();
  CHECK(other.verdict == Verdict::degraded);
  CHECK(other.cause == Cause::dropped);
}

TEST_CASE("a proxy of two addresses of which one fails is degraded, as any host is") {
  const auto half = results({seen({in_tunnel(valid_reply())}, proxy_address), seen({silence()}, address("10.0.0.98"))});
  CHECK(whole(Scene().straight(result(silence())).proxied(half).judged()) ==
        Judgement{Verdict::degraded, Certainty::proven, Cause::dropped});
  CHECK(Scene().straight(result(valid_reply())).proxied(half).judged().verdict == Verdict::degraded);
}

TEST_CASE("UDP is not made up for by a proxy") {
  const auto works = in_tunnel(valid_reply());
  CHECK(Scene().straight(result(silence())).proxied(at_proxy(works)).udp(result(silence())).judged().verdict == Verdict::fail);
  Scene falls_back;
  falls_back.flow().fallback = {Transport::udp};
  falls_back.straight(result(silence())).proxied(at_proxy(works)).udp(result(silence()));
  CHECK(falls_back.judged().verdict == Verdict::degraded);
}

TEST_CASE("a flow that must be closed is open when the proxy lets it through") {
  const auto judged = [](probe::ProbeResult straight, probe::ProbeResult proxied) {
    return Scene().expecting(Expect::closed).straight(std::move(straight)).proxied(std::move(proxied)).judged();
  };
  CHECK(judged(result(silence()), at_proxy(in_tunnel(valid_reply()))).verdict == Verdict::fail);
  CHECK(judged(result(silence()), at_proxy(answered_by_proxy(403))).verdict == Verdict::pass);
  CHECK(judged(result(silence()), at_proxy(silence())).verdict == Verdict::unknown);
  CHECK(judged(result(silence()), at_proxy(in_tunnel(valid_reply()))).checks[0].cause == Cause::none);
}

TEST_CASE("a proxy that refuses connections is not excused like a port on demand") {
  Scene scene;
  scene.flow().listens = catalog::Listens::on_demand;
  scene.straight(result(reset_by_nobody_named())).proxied(at_proxy(reset_by_nobody_named()));
  CHECK(scene.judged().verdict == Verdict::unknown);  // straight: closed until it is asked for
  scene.straight(result(silence()), 80).proxied(at_proxy(reset_by_nobody_named()), 80);
  CHECK(scene.judged().verdict == Verdict::fail);
}

}  // namespace
}  // namespace flowvet
