// What packets of several sizes mean together: proof by arrival, a device's word, and when silence is believed.
#include "flowvet/judge/path_mtu.hpp"

#include "flowvet/probe/read_sizes.hpp"
#include "support/size_builder.hpp"

#include <doctest/doctest.h>

using namespace flowvet;
using namespace flowvet::judge;
using namespace flowvet::probe;

namespace {

MtuFinding find(const test::SizeBuilder& one) {
  return find_mtu({1500, {one.survey}});
}
MtuFinding find(const test::SizeBuilder& one, const test::SizeBuilder& other) {
  return find_mtu({1500, {one.survey, other.survey}});
}

/// Up to 1400 answered often enough that the silence beyond counts.
test::SizeBuilder with_gap(test::SizeBuilder survey, std::uint16_t passes = 1400) {
  return survey.answered(passes, 6).silent(static_cast<std::uint16_t>(passes + 1), 6);
}

plan::Probe probe_that_fills_packets() {
  plan::Probe probe;
  probe.transport = catalog::Transport::udp;
  probe.service = "dtls";
  probe.fills_packets = true;
  return probe;
}

Judgement judged_beside(const test::SizeBuilder& survey, const plan::Probe& probe, Judgement judged) {
  auto seen = test::seen({test::valid_reply()});
  seen.mtu = std::make_shared<const PathMtu>(PathMtu{1500, {survey.survey}});
  return beside_mtu(judged, probe, seen);
}

constexpr Judgement passed{Verdict::pass, Certainty::proven, Cause::none};

}  // namespace

TEST_CASE("a packet of the link's size that is answered leaves nothing open") {
  const auto finding = find(test::own_sizes().silent(1500, 3).answered(1500).answered(576));
  CHECK(finding.limit == SizeLimit::link);
  CHECK(finding.passes == 1500);
  CHECK(finding.by == SizeMeans::own);
}

TEST_CASE("a device's word counts, with the hop at which it answers") {
  const auto finding = find(test::own_sizes().told(1500, 1400).answered(576).answered(1400).heard(1500, 1));
  CHECK(finding.limit == SizeLimit::told);
  CHECK(finding.passes == 1400);
  CHECK(finding.told == 1400);
  CHECK(finding.device == test::router_address());
  CHECK(finding.after_hop == 1);
}

TEST_CASE("an answer at a larger size outweighs a device's word") {
  const auto finding = find(test::own_sizes().told(1500, 1400).answered(1500));
  CHECK(finding.limit == SizeLimit::link);
  CHECK_FALSE(finding.device);
}

TEST_CASE("silence alone is never a black hole") {
  CHECK(find(test::own_sizes().silent(1500, 50).silent(576, 50)).limit == SizeLimit::unknown);
  CHECK(find(test::own_sizes().answered(576, 3).silent(1500, 50)).limit == SizeLimit::unknown);  // too few arrived to know the loss
  CHECK(find(with_gap(test::own_sizes())).limit == SizeLimit::unanswered);  // the service may answer small requests only
}

TEST_CASE("two kinds of packets that fall silent at the same size show a black hole") {
  const auto finding = find(with_gap(test::own_sizes()), with_gap(test::echo_sizes()));
  CHECK(finding.limit == SizeLimit::vanishing);
  CHECK(finding.passes == 1400);
  CHECK(finding.stops == 1401);
  CHECK(find(with_gap(test::own_sizes()), with_gap(test::echo_sizes(), 1300)).limit == SizeLimit::unanswered);
}

TEST_CASE("a hop that hears small packets and not the large ones shows a black hole, and where it is") {
  const auto finding = find(test::black_hole());
  CHECK(finding.limit == SizeLimit::vanishing);
  CHECK(finding.after_hop == 1);
  CHECK(finding.after_address == test::address("10.0.9.9"));
  CHECK(finding.stops_before == 2U);
}

TEST_CASE("a hop that answers nobody, or too seldom, places nothing") {
  CHECK(find(with_gap(test::own_sizes()).heard(1401, 1, 4).heard(576, 1, 4).unheard(576, 2, 5).unheard(1401, 2, 5)).limit ==
        SizeLimit::unanswered);
  CHECK(find(with_gap(test::own_sizes()).heard(1401, 1).heard(576, 1).heard(576, 2).unheard(1401, 2, 1)).limit == SizeLimit::unanswered);
}

TEST_CASE("where other packets of that size arrive the path is not to blame") {
  const auto finding = find(with_gap(test::own_sizes()), test::echo_sizes().answered(1500).answered(576));
  CHECK(finding.limit == SizeLimit::unanswered);
  CHECK(finding.passes == 1400);
  CHECK(finding.others_pass == 1500);
}

TEST_CASE("where a hop swallows only the flow's own large packets, others of that size are no excuse") {
  const auto own = test::own_sizes().silent(576, 4).heard(1500, 1, 2).heard(576, 1, 2).heard(576, 2, 5).unheard(1500, 2, 5);
  const auto finding = find(own, test::echo_sizes().answered(1500).answered(576));
  CHECK(finding.limit == SizeLimit::vanishing);
  CHECK(finding.passes == 0);
  CHECK(finding.stops == 1500);
  CHECK(finding.others_pass == 1500);
}

TEST_CASE("a responder that says that none of the large asks came makes a black hole certain") {
  const auto silent = with_gap(test::asks_there());
  CHECK(find(silent).limit == SizeLimit::unanswered);  // it did not say
  const auto finding = find(with_gap(test::asks_there()).counted(6, 0));
  CHECK(finding.limit == SizeLimit::vanishing);
  CHECK(finding.by == SizeMeans::responder);
  CHECK(finding.passes == 1400);
  CHECK(finding.stops == 1401);
}

TEST_CASE("where large asks came to the responder nothing vanishes on the way there") {
  CHECK(find(with_gap(test::asks_there()).counted(6, 2)).limit == SizeLimit::unknown);
}

TEST_CASE("a responder's word counts against echoes that pass, and against no device's word") {
  const auto finding = find(with_gap(test::asks_there()).counted(6, 0), test::echo_sizes().answered(1500));
  CHECK(finding.limit == SizeLimit::vanishing);
  CHECK(finding.passes == 1400);
  CHECK(finding.others_pass == 1500);
  CHECK(find(test::asks_there().told(1500, 1400).answered(1400, 4).answered(576)).limit == SizeLimit::told);
}

TEST_CASE("the way back has a size of its own, which ends where asks arrive and their answers do not come") {
  const auto there = test::asks_there().answered(1500).answered(576);
  const auto open = find(there, test::asks_back().answered(1500).answered(576));
  CHECK(open.limit == SizeLimit::link);
  REQUIRE(open.back);
  CHECK(open.back->passes == 1500);
  CHECK(open.back->stops == 0);

  const auto narrow = find(there, with_gap(test::asks_back(), 1300).counted(6, 6));
  CHECK(narrow.limit == SizeLimit::link);
  REQUIRE(narrow.back);
  CHECK(narrow.back->passes == 1300);
  CHECK(narrow.back->stops == 1301);
  CHECK(narrow.back->unanswered == AskCount{6, 6});
}

TEST_CASE("nothing is said against the way back where the asks did not arrive, or nobody knows") {
  const auto there = test::asks_there().answered(1500).answered(576);
  CHECK(find(there, with_gap(test::asks_back())).back->stops == 0);
  CHECK(find(there, with_gap(test::asks_back()).counted(6, 0)).back->stops == 0);
  const auto lossy = test::asks_back().answered(1300, 8).silent(1300, 2).silent(1301, 12);
  CHECK(find(there, test::SizeBuilder(lossy).counted(12, 12)).back->stops == 1301);
  CHECK(find(there, test::SizeBuilder(lossy).counted(12, 1)).back->stops == 0);  // one answer may as well have been lost
  CHECK_FALSE(find(there).back);
}

TEST_CASE("a narrow way back takes nothing away, because this host does not hear what the responder's host is told") {
  auto seen = test::seen({test::valid_reply()});
  const auto there = test::asks_there().answered(1500).answered(576);
  const auto back = with_gap(test::asks_back(), 1300).counted(6, 6);
  seen.mtu = std::make_shared<const PathMtu>(PathMtu{1500, {there.survey, back.survey}});
  CHECK(beside_mtu(passed, probe_that_fills_packets(), seen) == passed);
  CHECK(judged_beside(with_gap(test::asks_there()).counted(6, 0), probe_that_fills_packets(), passed) ==
        Judgement{Verdict::degraded, Certainty::proven, Cause::dropped});
}

TEST_CASE("only a black hole takes something away from a pass, and only from flows that fill packets") {
  const auto probe = probe_that_fills_packets();
  const auto hole = test::black_hole();
  CHECK(judged_beside(hole, probe, passed) == Judgement{Verdict::degraded, Certainty::proven, Cause::dropped});
  CHECK(judged_beside(test::own_sizes().told(1500, 1400).answered(1400), probe, passed) == passed);
  CHECK(judged_beside(with_gap(test::own_sizes()), probe, passed) == passed);
  CHECK(judged_beside(hole, plan::Probe{}, passed) == passed);
  constexpr Judgement failed{Verdict::fail, Certainty::none, Cause::not_listening};
  CHECK(judged_beside(hole, probe, failed) == failed);
}
