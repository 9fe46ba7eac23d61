// The table of `flowvet trace` and its exit status.
#include "cli/trace_output.hpp"

#include "support/path_builder.hpp"

#include <doctest/doctest.h>

using namespace flowvet;
using namespace flowvet::test;
using cli::Reach;

namespace {

const auto gate = address("10.0.1.1");

TraceBuilder echo() {
  return TraceBuilder(catalog::Transport::icmp).expired(1, gate).answered(2).expired(1, gate).answered(2);
}

probe::TraceResult result_of(const TraceBuilder& own) {
  probe::TraceResult result;
  result.address = target_address();
  result.path = {own, echo().trace};
  return result;
}

Reach reach(const TraceBuilder& own) {
  const auto result = result_of(own);
  return cli::reach_of(result.path, result.address, judge::find_path(result.path, result.address));
}

const probe::TraceRequest request{"host.example", catalog::Transport::tcp, 443, "", 2, 30, std::chrono::milliseconds{1000}};

}  // namespace

TEST_CASE("one line a hop with loss, times and what both kinds of packets heard") {
  const auto text =
      cli::trace_text(request, result_of(tcp_trace().expired(1, gate).silent(2).silent(1).silent(2)), {{gate, "gate.example"}}, 100);
  CHECK(text ==
        "TCP 443 to host.example (10.0.0.1), compared with ICMP echo\n"
        "hop  address                   loss   sent   last    avg   best  worst  TCP 443  ICMP echo\n"
        "  1  10.0.1.1 (gate.example)    50%      2    1.0    1.0    1.0    1.0  passes   passes\n"
        "  2  10.0.0.1                  100%      2      -      -      -      -  silent   answers\n"
        "passes hop 1 (10.0.1.1), the last router, no answer from hop 2, the host; ICMP echo reaches it\n");
}

TEST_CASE("a name that a resolver made up cannot reach the terminal") {
  const auto text = cli::trace_text(request, result_of(tcp_trace().expired(1, gate).silent(2)), {{gate, "\x1b[2J"}}, 100);
  CHECK(text.find('\x1b') == std::string::npos);
}

TEST_CASE("the exit status asks whether the flow's own packets reach the host") {
  CHECK(reach(tcp_trace().expired(1, gate).answered(2)) == Reach::host);
  CHECK(reach(tcp_trace().expired(1, gate).silent(2)) == Reach::stopped);
  CHECK(reach(tcp_trace().expired(1, gate).unreachable(2, 13, gate)) == Reach::stopped);
  CHECK(reach(tcp_trace().expired(1, gate).unreachable(2, 3, target_address())) == Reach::host);
  CHECK(reach(tcp_trace().expired(1, gate).reset(2)) == Reach::unclear);  // who sent it?
  CHECK(reach(tcp_trace().reset(1)) == Reach::stopped);                   // a router is at hop 1
  CHECK(reach(tcp_trace().silent(1)) == Reach::unclear);
}

TEST_CASE("an interrupted trace says so") {
  auto result = result_of(tcp_trace().silent(1));
  result.cut = true;
  CHECK(cli::trace_text(request, result, {}, 100).find("interrupted") != std::string::npos);
  CHECK(cli::trace_json(request, result, {}).find("\"complete\": false") != std::string::npos);
}
