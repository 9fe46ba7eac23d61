#include "support/size_builder.hpp"

namespace flowvet::test {
namespace {

using probe::SizeAnswer;
using probe::SizeSign;

SizeAnswer with(std::uint16_t size, SizeSign sign, int hops = 0) {
  return {size, static_cast<std::uint8_t>(hops), sign, {}, {}, {}, {}};
}

}  // namespace

SizeBuilder& SizeBuilder::add(probe::SizeAnswer answer, int times) {
  for (int i = 0; i < times; ++i) {
    answer.asked = std::chrono::milliseconds{static_cast<int>(survey.answers.size())};
    if (answer.sign != SizeSign::nothing) answer.rtt = std::chrono::microseconds{900};
    survey.answers.push_back(answer);
  }
  return *this;
}

SizeBuilder& SizeBuilder::answered(std::uint16_t size, int times) { return add(with(size, SizeSign::answered), times); }

SizeBuilder& SizeBuilder::silent(std::uint16_t size, int times) { return add(with(size, SizeSign::nothing), times); }

SizeBuilder& SizeBuilder::told(std::uint16_t size, std::uint32_t mtu) {
  auto answer = with(size, SizeSign::too_big);
  answer.icmp = probe::Icmp{Family::v4, 3, 4, router_address(), mtu, 0};
  return add(answer, 1);
}

SizeBuilder& SizeBuilder::heard(std::uint16_t size, int hops, int times) {
  auto answer = with(size, SizeSign::expired, hops);
  answer.icmp = probe::Icmp{Family::v4, 11, 0, address("10.0.9." + std::to_string(8 + hops)), 0, 0};
  return add(answer, times);
}

SizeBuilder& SizeBuilder::unheard(std::uint16_t size, int hops, int times) { return add(with(size, SizeSign::nothing, hops), times); }

SizeBuilder& SizeBuilder::counted(int sent, int arrived) {
  survey.unanswered = probe::AskCount{sent, arrived};
  return *this;
}

SizeBuilder black_hole() {
  return own_sizes().answered(1400, 6).silent(1401, 6).heard(1401, 1, 2).heard(576, 1, 2).heard(576, 2, 5).unheard(1401, 2, 5);
}

}  // namespace flowvet::test
