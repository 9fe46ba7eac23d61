// Size measurements against scripted responders on loopback, which lose what is too large in one direction or the other.
#include "flowvet/judge/path_mtu.hpp"
#include "flowvet/probe/read_sizes.hpp"
#include "probe/path/mtu.hpp"
#include "support/observation_builder.hpp"
#include "support/scripted_responder.hpp"

#include <doctest/doctest.h>
#include <boost/asio/co_spawn.hpp>

#include <algorithm>
#include <map>

using namespace flowvet;
using namespace flowvet::probe;
using namespace flowvet::test;

namespace {

constexpr int headers = 28;  // of IPv4 and UDP

/// What gets lost, in sizes of whole packets, and how the responder behaves otherwise.
struct Way {
  int there = 65535;
  int back = 65535;
  bool tells = true;           ///< answers looks
  bool answers_small = false;  ///< whatever size is wanted
};

/// Counts the asks of each session that came, as a responder does.
ResponderScript narrow(Way way) {
  const auto came = std::make_shared<std::map<responder::SessionId, std::uint16_t>>();
  return [way, came, keys = responder_keys()](const responder::Ask& ask) {
    auto answer = honest_answer(ask);
    const bool is_look = ask.verb == responder::Verb::look;
    if (ask.size + headers > way.there || (is_look && !way.tells)) return Bytes{};
    if (!is_look) ++(*came)[ask.session];
    answer.arrived = (*came)[ask.session];
    if (way.answers_small) answer.size = responder::smallest_message;
    return answer.size + headers > way.back ? Bytes{} : responder::write(answer, keys);
  };
}

PathMtu measure(const Way& way) {
  const ScriptedResponder peer(narrow(way), ScriptedResponder::On::udp);
  const RunOptions options;
  Loop loop(options, Clock::now(), std::make_shared<Lookups>());
  path::Asker asker(loop, 64);
  path::Gauge gauge(asker);
  const auto keys = responder_keys();
  Target target;
  target.address = address("127.0.0.1");
  target.port = peer.port();
  target.timeout = std::chrono::milliseconds(500);
  const path::Occasion occasion{true, false, std::chrono::milliseconds(2), false, path::FarEnd{&keys, peer.port()}};
  PathMtu mtu;
  boost::asio::co_spawn(
      loop.context, [&]() -> Task<void> { mtu = co_await gauge.measure(target, catalog::Transport::udp, occasion); },
      [&](const std::exception_ptr& bug) {
        CHECK_FALSE(bug);
        loop.context.stop();
      });
  loop.context.run();
  return mtu;
}

const SizeSurvey& survey_of(const PathMtu& mtu, SizeMeans means) {
  return *std::ranges::find(mtu.surveys, means, &SizeSurvey::means);
}

}  // namespace

TEST_CASE("a responder that gets and gives all sizes is asked twice each way") {
  const auto mtu = measure({});
  CHECK(mtu.surveys.size() == 2);
  for (const auto& survey : mtu.surveys) {
    CHECK(survey.answers.size() == 2);
    CHECK(largest_arrived(survey) == 1500);
    CHECK_FALSE(survey.unanswered);
  }
}

TEST_CASE("large asks that get lost are known from the responder's count") {
  const auto mtu = measure({.there = 1400});
  const auto& there = survey_of(mtu, SizeMeans::responder);
  CHECK(largest_arrived(there) == 1400);
  REQUIRE(there.unanswered);
  CHECK(there.unanswered->sent >= 4);
  CHECK(there.unanswered->arrived == 0);
  CHECK(largest_arrived(survey_of(mtu, SizeMeans::responder_back)) == 1400);
  const auto finding = judge::find_mtu(mtu);
  CHECK(finding.limit == judge::SizeLimit::vanishing);
  CHECK(finding.stops == 1401);
}

TEST_CASE("large answers that get lost are known from the responder's count of their asks") {
  const auto mtu = measure({.back = 1300});
  CHECK(largest_arrived(survey_of(mtu, SizeMeans::responder)) == 1500);
  const auto finding = judge::find_mtu(mtu);
  CHECK(finding.passes == 1500);
  CHECK(finding.stops == 0);
  REQUIRE(finding.back);
  CHECK(finding.back->passes == 1300);
  CHECK(finding.back->stops == 1301);
  CHECK(finding.back->unanswered.arrived == finding.back->unanswered.sent);
}

TEST_CASE("each way is measured by itself") {
  const auto finding = judge::find_mtu(measure({.there = 1420, .back = 1280}));
  CHECK(finding.passes == 1420);
  REQUIRE(finding.back);
  CHECK(finding.back->passes == 1280);
  CHECK(finding.back->asked == 1420);
}

TEST_CASE("a responder that does not say what came leaves open where large packets are lost") {
  const auto mtu = measure({.there = 1400, .back = 1300, .tells = false});
  const auto finding = judge::find_mtu(mtu);
  CHECK(finding.limit == judge::SizeLimit::unanswered);
  REQUIRE(finding.back);
  CHECK(finding.back->passes == 1300);
  CHECK(finding.back->stops == 0);
}

TEST_CASE("an answer that is smaller than the one that was wanted proves nothing of the way back") {
  const auto finding = judge::find_mtu(measure({.answers_small = true}));
  CHECK(finding.passes == 1500);
  REQUIRE(finding.back);
  CHECK(finding.back->passes == 0);
}
