// TLS against real servers on loopback: what each kind of certificate becomes, and what is kept where the server refuses us.
#include "flowvet/judge/judge.hpp"
#include "flowvet/probe/run.hpp"
#include "support/loopback.hpp"
#include "support/tls_peer.hpp"

#ifdef FLOWVET_TLS

#include <doctest/doctest.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>

using namespace flowvet;
using namespace flowvet::probe;
using catalog::Transport;
using test::Authority;
using test::CertificateWish;
using test::TlsPeer;

namespace {

/// This host's trusted roots while the object lives: those of one authority, or none at all.
class Roots {
 public:
  explicit Roots(const std::string& certificates)
      : path_(std::filesystem::temp_directory_path() / ("flowvet-roots-" + std::to_string(std::random_device{}()) + ".pem")) {
    if (!certificates.empty()) std::ofstream(path_) << certificates;
    setenv("SSL_CERT_FILE", path_.c_str(), 1);
    setenv("SSL_CERT_DIR", (path_.string() + ".d").c_str(), 1);
  }
  ~Roots() {
    unsetenv("SSL_CERT_FILE");
    unsetenv("SSL_CERT_DIR");
    std::filesystem::remove(path_);
  }
  Roots(const Roots&) = delete;
  Roots& operator=(const Roots&) = delete;

 private:
  std::filesystem::path path_;
};

struct Seen {
  Attempt attempt;
  std::vector<Fact> facts;
  judge::Judgement judged;

  [[nodiscard]] std::string fact(std::string_view name) const {
    const auto found = std::ranges::find(facts, name, &Fact::first);
    return found == facts.end() ? std::string() : found->second;
  }
};

Seen ask(std::uint16_t port, bool public_certificate = false, std::string service = "tls") {
  auto probe = test::probe_of(Transport::tcp, port, std::move(service));
  probe.host = "localhost";
  probe.replies = plan::Replies::always;
  probe.public_certificate = public_certificate;
  RunOptions options;
  options.use_v6 = false;
  const auto plan = test::plan_of({probe});
  const auto slots = run(plan, options, {});
  REQUIRE(slots.at(0));
  REQUIRE(slots[0]->observations.size() == 1);
  const auto& seen = slots[0]->observations[0];
  const auto outcome = judge::classify(seen, Transport::tcp, true);
  const auto judged = judge::judge_check(outcome, site::Expect::serve, probe, &seen.attempts.back());
  return {seen.attempts.back(), seen.facts, judged};
}

Seen ask(const test::KeyAndCertificate& own, bool public_certificate = false) {
  const TlsPeer peer(own);
  return ask(peer.port(), public_certificate);
}

constexpr judge::Judgement proven{judge::Verdict::pass, judge::Certainty::proven, judge::Cause::none};
constexpr judge::Judgement degraded{judge::Verdict::degraded, judge::Certainty::proven, judge::Cause::tls};
constexpr judge::Judgement intercepted{judge::Verdict::fail, judge::Certainty::none, judge::Cause::intercepted};

}  // namespace

TEST_CASE("a certificate that verifies is kept with its chain, names, dates and issuer") {
  const Authority authority("Trusted");
  const Roots roots(authority.certificate());
  const auto seen = ask(authority.issue({}));
  CHECK(seen.judged == proven);
  CHECK(seen.attempt.certificate.distrust == Distrust::none);
  CHECK(seen.fact("tls.version") == "TLSv1.3");
  CHECK_FALSE(seen.fact("tls.cipher").empty());
  CHECK(seen.fact("tls.subject") == "CN=localhost");
  CHECK(seen.fact("tls.issuer") == "CN=Trusted");
  CHECK(seen.fact("tls.names") == "localhost");
  CHECK((seen.fact("tls.days-left") == "29" || seen.fact("tls.days-left") == "30"));
  CHECK(seen.fact("tls.verified") == "yes");
  CHECK(seen.fact("tls.public-log") == "no");
  CHECK(seen.fact("tls.chain.0") == "CN=localhost, issued by CN=Trusted");
  CHECK(seen.fact("tls.chain.1") == "CN=Trusted, issued by CN=Trusted");
  CHECK(seen.fact("tls.client-certificate").empty());
}

TEST_CASE("a certificate that does not verify degrades a service that is there, and its flaw is named") {
  const Authority trusted("Trusted"), other("Other");
  const Roots roots(trusted.certificate());
  struct Row {
    test::KeyAndCertificate own;
    Distrust distrust;
    std::string_view flaw;
  };
  const Row rows[] = {
      {trusted.issue({"localhost", -20, -1, false}), Distrust::expired, "has expired"},
      {trusted.issue({"localhost", 2, 20, false}), Distrust::not_yet_valid, "not valid yet"},
      {trusted.issue({"other.example", -1, 30, false}), Distrust::wrong_name, "does not name localhost"},
      {Authority::self_signed({}), Distrust::self_signed, "self-signed"},
      {other.issue({}), Distrust::unknown_issuer, "issued by CN=Other, whom this host does not trust"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.flaw);
    const auto seen = ask(row.own);
    CHECK(seen.judged == degraded);
    CHECK(seen.attempt.certificate.distrust == row.distrust);
    CHECK(seen.attempt.certificate.flaw.find(row.flaw) != std::string::npos);
    CHECK(seen.fact("tls.verified") == "no: " + seen.attempt.certificate.flaw);
  }
  CHECK(ask(other.issue({"other.example", -20, -1, false})).attempt.certificate.flaw ==
        "issued by CN=Other, whom this host does not trust; it has expired; the certificate does not name localhost");
}

TEST_CASE("where a public certificate must be shown a private one is an interception, trusted here or not") {
  const Authority trusted("Company inspection"), other("Other");
  const Roots roots(trusted.certificate());
  CHECK(ask(trusted.issue({}), true).judged == intercepted);
  CHECK(ask(other.issue({}), true).judged == intercepted);
  CHECK(ask(Authority::self_signed({}), true).judged == intercepted);

  CertificateWish logged;
  logged.publicly_logged = true;
  CHECK(ask(trusted.issue(logged), true).judged == proven);
  CHECK(ask(trusted.issue(logged), true).fact("tls.public-log") == "yes");
  CHECK(ask(other.issue(logged), true).judged == degraded);
}

TEST_CASE("a host without trusted roots says so, and calls nobody an interceptor for that") {
  const Authority authority("Unknown here");
  const Roots none("");
  CertificateWish logged;
  logged.publicly_logged = true;
  const auto seen = ask(authority.issue(logged), true);
  CHECK(seen.judged == degraded);
  CHECK(seen.attempt.certificate.distrust == Distrust::no_roots);
  CHECK(seen.attempt.certificate.flaw == "this host has no trusted roots to verify the certificate with");
}

TEST_CASE("a server that demands a client certificate is there, and its own certificate is kept") {
  const Authority authority("Trusted");
  const Roots roots(authority.certificate());
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    CAPTURE(version);
    const TlsPeer peer(authority.issue({}), authority.certificate(), version);
    const auto seen = ask(peer.port());
    CHECK(seen.judged == proven);
    CHECK(seen.fact("tls.client-certificate") == "asked for");
    CHECK(seen.fact("tls.chain.0") == "CN=localhost, issued by CN=Trusted");

    const auto inside = ask(peer.port(), false, "ldaps");
    CHECK(inside.attempt.error.kind == ErrorKind::wants_certificate);
    CHECK(inside.judged == judge::Judgement{judge::Verdict::unknown, judge::Certainty::none, judge::Cause::tls});
    CHECK(inside.fact("tls.chain.0") == "CN=localhost, issued by CN=Trusted");
    CHECK(inside.fact("tls.alert") == (version == TLS1_2_VERSION ? "40 handshake failure" : "116 certificate required"));
  }
}

TEST_CASE("an SQL Server that wants TLS first is asked again on a new connection") {
  const Authority authority("Trusted");
  const Roots roots(authority.certificate());
  // A PRELOGIN reply: version 16.0.1000, encryption required.
  const std::string reply(
      "\x04\x01\x00\x1a\x00\x00\x01\x00"
      "\x00\x00\x0b\x00\x06"
      "\x01\x00\x11\x00\x01"
      "\xff"
      "\x10\x00\x03\xe8\x00\x00"
      "\x03",
      26);
  const TlsPeer peer(authority.issue({}), {}, 0, reply);
  const auto seen = ask(peer.port(), false, "tds");
  CHECK(seen.judged == proven);
  CHECK(seen.fact("sql.version") == "16.0.1000");
  CHECK(seen.fact("sql.strict") == "yes");
  CHECK(seen.fact("tls.subject") == "CN=localhost");
}

#endif
