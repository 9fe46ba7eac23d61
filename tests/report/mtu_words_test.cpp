// How large a packet gets through, in one sentence; in JSON and back.
#include "report/mtu_words.hpp"

#include "flowvet/report/parse.hpp"
#include "report/sample_report.hpp"
#include "support/size_builder.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <sstream>

using namespace flowvet;
using namespace flowvet::test;

namespace {

std::string words(const SizeBuilder& one) {
  return report::mtu_in_words(judge::find_mtu({1500, {one.survey}}));
}
std::string words(const SizeBuilder& one, const SizeBuilder& other) {
  return report::mtu_in_words(judge::find_mtu({1500, {one.survey, other.survey}}));
}

const report::FlowReport& flow_of(const report::Report& report, std::string_view id) {
  return *std::ranges::find_if(report.flows, [id](const report::FlowReport& flow) { return flow.flow.id.text == id; });
}

}  // namespace

TEST_CASE("the sentence says what passes, and what stops larger packets where") {
  CHECK(words(own_sizes().answered(1500)) == "packets of 1500 bytes pass, the most that this host's own link carries");
  CHECK(words(own_sizes().told(1500, 1400).answered(1400).heard(1500, 1)) ==
        "packets of 1400 bytes pass; 10.0.9.9 (hop 1) says that its next link carries no more");
  CHECK(words(own_sizes().told(1500, 1400).answered(576)) ==
        "packets of 576 bytes pass; 10.0.9.9 says that its next link carries 1400 bytes");
  CHECK(words(own_sizes().told(1500, 0).answered(576)) ==
        "packets of 576 bytes pass; 10.0.9.9 says that those of 1500 bytes do not fit its next link");
  CHECK(words(black_hole()) == "packets of 1400 bytes pass, larger ones get lost after hop 1 (10.0.9.9) and nobody says so");
}

TEST_CASE("a hop that swallows only the flow's own large packets is told from a link that is too narrow for all") {
  const auto own = own_sizes().silent(576, 4).heard(1500, 1, 2).heard(576, 1, 2).heard(576, 2, 5).unheard(1500, 2, 5);
  CHECK(words(own, echo_sizes().answered(1500)) ==
        "packets of 1500 bytes get lost after hop 1 (10.0.9.9), where small ones get on, and nobody says so; other packets of 1500 bytes "
        "reach the host");
}

TEST_CASE("packets that are not the flow's own are named") {
  CHECK(words(own_sizes().silent(576, 6), echo_sizes().answered(1500)) ==
        "packets of 1500 bytes pass (by ICMP echo), the most that this host's own link carries");
  CHECK(words(SizeBuilder(probe::SizeMeans::datagram).answered(576)) ==
        "packets of 576 bytes pass (by datagrams to an unused port); whether larger ones reach the host is not known");
}

TEST_CASE("where a responder was asked the sentence says what passes each way") {
  const auto there = asks_there().answered(1500).answered(576);
  CHECK(words(there, asks_back().answered(1500).answered(576)) ==
        "packets of 1500 bytes get there, the most that this host's own link carries; 1500 bytes come back");
  CHECK(words(there, asks_back().answered(1300, 6).silent(1301, 6).counted(6, 6)) ==
        "packets of 1500 bytes get there, the most that this host's own link carries; 1300 bytes come back, and more do not: of 6 "
        "asks for that 6 arrived, and no answer came; whether the responder's host is told so cannot be seen from here");
  CHECK(words(asks_there().answered(1400, 6).silent(1401, 6).counted(6, 0), asks_back().answered(1400)) ==
        "packets of 1400 bytes get there, larger ones get lost on the way and nobody says so; 1400 bytes come back; more cannot "
        "be asked for, because larger asks do not get there");
  CHECK(words(there, asks_back().answered(576).silent(1500)) ==
        "packets of 1500 bytes get there, the most that this host's own link carries; 576 bytes come back; whether more do is "
        "not known");
  CHECK(words(there, asks_back().silent(576, 6)) ==
        "packets of 1500 bytes get there, the most that this host's own link carries; how large an answer comes back is not known");
}

TEST_CASE("where the path need not be to blame the sentence says what is open") {
  CHECK(
      words(own_sizes().answered(1200, 6).silent(1201, 6), echo_sizes().answered(1500)) ==
      "packets of 1200 bytes pass, larger ones get no answer; other packets of 1500 bytes reach the host, so a filter or the service makes "
      "the difference");
  CHECK(words(own_sizes().answered(1200, 6).silent(1201, 6).heard(1201, 2)) ==
        "packets of 1200 bytes pass, larger ones get no answer; they pass hop 2 (10.0.9.10), and whether they get lost or are not answered "
        "cannot be told");
}

TEST_CASE("where nobody answers at size nothing is claimed of the host") {
  CHECK(words(own_sizes().silent(576, 6).silent(1500, 2)) == "nothing answers at size, so how large a packet gets through is not known");
  CHECK(words(own_sizes().silent(576, 6).heard(1500, 2)) ==
        "packets of 1500 bytes pass hop 2 (10.0.9.10); nobody farther away answers at that size");
  CHECK(words(own_sizes().silent(576, 6).told(1500, 1400)) ==
        "10.0.9.9 says that its next link carries 1400 bytes; nothing answers packets of that size, so whether they arrive is not known");
}

TEST_CASE("a black hole has its own cause and next step") {
  const auto report = sample_report();
  const auto& flow = flow_of(report, "gateway.gateway-snip.vda.session-tls");
  CHECK(flow.verdict == judge::Verdict::degraded);
  CHECK(report::is_held_back_by_mtu(flow.checks[0]));
  CHECK(flow.checks[0].next_step == report::mtu_next_step);
  CHECK(flow.next_step == report::mtu_next_step);
  CHECK(flow_of(report, "remote-pc.gateway.remote-pc.session-tls").verdict == judge::Verdict::pass);
}

TEST_CASE("a measurement comes back from JSON as it was") {
  const auto report = sample_report();
  std::ostringstream out;
  report::find_format("json")->write(report, out, {});
  const auto read = report::parse_report(out.str(), "r.json").value();
  for (const auto* id : {"gateway.gateway-snip.vda.session-tls", "remote-pc.gateway.remote-pc.session-tls"}) {
    REQUIRE(flow_of(read, id).checks[0].mtu);
    CHECK(*flow_of(read, id).checks[0].mtu == *flow_of(report, id).checks[0].mtu);
  }
}
