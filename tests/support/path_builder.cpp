// Each verb adds one HopAnswer.
#include "support/path_builder.hpp"

namespace flowvet::test {

using probe::HopAnswer;
using probe::HopSign;
using namespace std::chrono_literals;

TraceBuilder& TraceBuilder::add(HopAnswer answer) {
  answer.asked = now;
  now += 1ms;
  if (answer.sign != HopSign::nothing) answer.rtt = 1ms;
  trace.answers.push_back(std::move(answer));
  return *this;
}

TraceBuilder& TraceBuilder::expired(int hops, const IpAddress& router) {
  HopAnswer answer;
  answer.hops = static_cast<std::uint8_t>(hops);
  answer.sign = HopSign::expired;
  answer.icmp = probe::Icmp{Family::v4, 11, 0, router, 0, 0};
  return add(std::move(answer));
}

TraceBuilder& TraceBuilder::silent(int hops) {
  HopAnswer answer;
  answer.hops = static_cast<std::uint8_t>(hops);
  return add(std::move(answer));
}

TraceBuilder& TraceBuilder::answered(int hops, int hops_left) {
  HopAnswer answer;
  answer.hops = static_cast<std::uint8_t>(hops);
  answer.sign = HopSign::answered;
  answer.hops_left = static_cast<std::uint8_t>(hops_left);
  return add(std::move(answer));
}

TraceBuilder& TraceBuilder::reset(int hops) {
  HopAnswer answer;
  answer.hops = static_cast<std::uint8_t>(hops);
  answer.sign = HopSign::reset;
  return add(std::move(answer));
}

TraceBuilder& TraceBuilder::unreachable(int hops, int code, const IpAddress& sender) {
  HopAnswer answer;
  answer.hops = static_cast<std::uint8_t>(hops);
  answer.sign = HopSign::unreachable;
  answer.icmp = probe::Icmp{Family::v4, 3, static_cast<std::uint8_t>(code), sender, 0, 0};
  return add(std::move(answer));
}

TraceBuilder& TraceBuilder::unlimited_answer(int hops_left) {
  return answered(0, hops_left);
}

TraceBuilder& TraceBuilder::at_floor(int floor, HopSign sign) {
  HopAnswer answer;
  answer.floor = static_cast<std::uint8_t>(floor);
  answer.sign = sign;
  return add(std::move(answer));
}

TraceBuilder& TraceBuilder::later() {
  now += 1s;
  return *this;
}

TraceBuilder tcp_trace() {
  TraceBuilder builder(catalog::Transport::tcp);
  builder.trace.port = 443;
  return builder;
}

}  // namespace flowvet::test
