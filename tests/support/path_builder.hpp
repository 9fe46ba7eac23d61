// Traces packet by packet, one verb for each thing that can come back.
#pragma once

#include "support/observation_builder.hpp"

namespace flowvet::test {

/// Packets are asked a millisecond apart; every answer takes one.
struct TraceBuilder {
  explicit TraceBuilder(catalog::Transport transport) { trace.transport = transport; }
  operator const probe::Trace&() const { return trace; }  // NOLINT: stands for the trace that it builds

  TraceBuilder& expired(int hops, const IpAddress& router);
  TraceBuilder& silent(int hops);
  TraceBuilder& answered(int hops, int hops_left = 0);
  TraceBuilder& reset(int hops);
  TraceBuilder& unreachable(int hops, int code, const IpAddress& sender);
  TraceBuilder& unlimited_answer(int hops_left);
  TraceBuilder& at_floor(int floor, probe::HopSign sign);
  /// What follows is asked after everything that any other builder has asked so far.
  TraceBuilder& later();

  probe::Trace trace;
  std::chrono::microseconds now{};

 private:
  TraceBuilder& add(probe::HopAnswer answer);
};

/// Of a flow to TCP 443.
TraceBuilder tcp_trace();

}  // namespace flowvet::test
