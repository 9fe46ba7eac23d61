// Size surveys packet by packet, one verb for each thing that can come back.
#pragma once

#include "flowvet/probe/path_mtu.hpp"
#include "support/observation_builder.hpp"

namespace flowvet::test {

/// Packets are asked a millisecond apart.
struct SizeBuilder {
  explicit SizeBuilder(probe::SizeMeans means) { survey.means = means; }

  SizeBuilder& answered(std::uint16_t size, int times = 1);
  SizeBuilder& silent(std::uint16_t size, int times = 1);
  /// The router that test::router_address() names says what its next link carries.
  SizeBuilder& told(std::uint16_t size, std::uint32_t mtu);
  /// Expired at that hop, whose router is 10.0.9.8 and as many more as hops: hop 1 is test::router_address().
  SizeBuilder& heard(std::uint16_t size, int hops, int times = 1);
  SizeBuilder& unheard(std::uint16_t size, int hops, int times);
  /// The responder's word about the asks that were not answered.
  SizeBuilder& counted(int sent, int arrived);

  probe::SizeSurvey survey;

 private:
  SizeBuilder& add(probe::SizeAnswer answer, int times);
};

/// The flow's own packets.
inline SizeBuilder own_sizes() {
  return SizeBuilder(probe::SizeMeans::own);
}
inline SizeBuilder echo_sizes() {
  return SizeBuilder(probe::SizeMeans::echo);
}

/// Asks for a responder: the way there, and the way back.
inline SizeBuilder asks_there() {
  return SizeBuilder(probe::SizeMeans::responder);
}
inline SizeBuilder asks_back() {
  return SizeBuilder(probe::SizeMeans::responder_back);
}

/// Packets of up to 1400 bytes arrive, larger ones get lost behind hop 1.
SizeBuilder black_hole();

}  // namespace flowvet::test
