// A trace in one sentence.
#include "report/path_words.hpp"

#include "support/path_builder.hpp"

#include <doctest/doctest.h>

using namespace flowvet;
using namespace flowvet::test;

namespace {

const auto gate = address("10.0.1.1");
const auto wall = address("10.0.2.1");

TraceBuilder host_at_4() {
  return TraceBuilder(catalog::Transport::icmp)
      .answered(0)
      .answered(4)
      .later()
      .expired(1, gate)
      .expired(2, wall)
      .expired(3, address("10.0.3.1"))
      .expired(1, gate);
}

std::string words(const TraceBuilder& own, const TraceBuilder& others) {
  return report::path_in_words(judge::find_path({own, others.trace}, target_address()));
}

}  // namespace

TEST_CASE("the sentence names the last hop that is passed, the stop, and the comparison") {
  CHECK(words(tcp_trace().expired(1, gate).expired(2, wall).silent(3).silent(3).silent(3).silent(3), host_at_4()) ==
        "passes hop 2 (10.0.2.1), stops before hop 3; ICMP echo reaches the host at hop 4");
}

TEST_CASE("behind the last router a lost answer looks like a lost request") {
  CHECK(words(tcp_trace().expired(3, address("10.0.3.1")).silent(4), host_at_4()) ==
        "passes hop 3 (10.0.3.1), the last router, no answer from hop 4, the host; ICMP echo reaches it");
}

TEST_CASE("a device is named, the host as such") {
  CHECK(words(tcp_trace().expired(2, wall).unreachable(3, 13, wall), host_at_4()) ==
        "passes hop 2 (10.0.2.1), is stopped by 10.0.2.1; ICMP echo reaches the host at hop 4");
  CHECK(words(tcp_trace().expired(3, address("10.0.3.1")).unreachable(4, 10, target_address()), host_at_4()) ==
        "passes hop 3 (10.0.3.1), the last router, is stopped by 10.0.0.1, the host; ICMP echo reaches the host at hop 4");
}

TEST_CASE("routers that limit their answers are said to") {
  const auto own = tcp_trace().later().later().expired(1, gate).silent(2).silent(2);
  CHECK(words(own, host_at_4()) ==
        "passes hop 1 (10.0.1.1), whether it gets farther cannot be told: the routers limit how often they answer, or packets get lost; "
        "ICMP echo reaches the host at hop 4");
}

TEST_CASE("silent hops, load balancing and loops are said") {
  const auto others = TraceBuilder(catalog::Transport::icmp)
                          .answered(4)
                          .silent(2)
                          .later()
                          .expired(1, gate)
                          .expired(3, wall)
                          .expired(1, gate)
                          .expired(3, wall)
                          .answered(0);
  const auto own = tcp_trace().expired(1, gate).silent(2).silent(3).silent(3).silent(3).silent(3);
  CHECK(words(own, others) == "passes hop 1 (10.0.1.1), stops before hop 3; ICMP echo reaches the host at hop 4; hop 2 answers nobody");
  CHECK(words(tcp_trace().expired(1, gate).expired(1, wall).expired(3, address("10.0.3.1")).silent(4), host_at_4())
            .ends_with("; hop 1 is load-balanced (10.0.1.1, 10.0.2.1)"));
  const auto circle = tcp_trace().expired(1, gate).expired(2, wall).expired(3, gate).expired(4, wall);
  CHECK(words(circle, TraceBuilder(catalog::Transport::icmp)) ==
        "passes hop 2 (10.0.2.1), goes in circles: hop 1 and hop 3 are the same router");
}

TEST_CASE("an answer in the host's name is placed") {
  auto forged = tcp_trace().expired(1, gate).reset(2);
  CHECK(words(forged, host_at_4()) ==
        "passes hop 1 (10.0.1.1); the answer in the host's name comes from a nearer hop, not from the host at hop 4");
}

TEST_CASE("nothing heard, nothing said") {
  CHECK(words(tcp_trace().silent(1), TraceBuilder(catalog::Transport::icmp).silent(1)).empty());
}
