// .NET message framing: a fault in the protocol's own words.
#include "probe/handshakes/nmf_message.hpp"
#include "web_support.hpp"

#include <doctest/doctest.h>

namespace flowvet::probe {
Task<Io<Finding>> nmf(Channel&, Peer);
}  // namespace flowvet::probe

using namespace flowvet;
using namespace flowvet::probe;
using test::Script;

namespace {

constexpr std::string_view unsupported = "http://schemas.microsoft.com/ws/2006/05/framing/faults/UnsupportedVersion";

Bytes fault(std::string_view text) {
  return Writer().u8(8).u8(static_cast<std::uint8_t>(text.size())).text(text).bytes();
}

}  // namespace

TEST_CASE("a fault proves .NET message framing, whole or not at all") {
  const auto script = Script().expects({0x00, 0x09, 0x00}).replies(fault(unsupported));
  test::fail_at_every_step(nmf, script);
  test::refuse_wrong_speakers(nmf);
  CHECK(test::fact(test::play(nmf, script), "nmf.fault") == "UnsupportedVersion");
}

TEST_CASE("a fault of anybody else is refused") {
  CHECK(test::mismatches(test::play(
      nmf, Script().expects_anything().replies(fault("http://schemas.microsoft.com/ws/2006/05/framing/faulty/UnsupportedVersionX")))));
  CHECK_FALSE(nmf_fault_size(Bytes{0x07, 0x49}));
  CHECK_FALSE(nmf_fault_size(Bytes{0x08}));
  CHECK_FALSE(nmf_fault_size(Bytes{0x08, 0x02}));
  CHECK_FALSE(nmf_fault_size(Bytes{0x08, 0xff}));
  CHECK(nmf_fault_size(Bytes{0x08, 0x49}) == 0x49U);
  CHECK_FALSE(nmf_fault_name(to_bytes("http://schemas.microsoft.com/ws/2006/05/framing/faults/")));
  CHECK_FALSE(nmf_fault_name(to_bytes("http://schemas.microsoft.com/ws/2006/05/framing/faults/a\x01")));
}
