// VNC: the version alone, and the refusal that comes with it.
#include "probe/handshakes/vnc_message.hpp"
#include "web_support.hpp"

#include <doctest/doctest.h>

namespace flowvet::probe {
Task<Io<Finding>> vnc(Channel&, Peer);
}  // namespace flowvet::probe

using namespace flowvet;
using namespace flowvet::probe;
using test::Script;

TEST_CASE("the RFB version proves a VNC server, whole or not at all") {
  test::fail_at_every_step(vnc, Script().replies("RFB 003.008\n"));
  test::refuse_wrong_speakers(vnc);
  CHECK(test::proves(test::play(vnc, Script().replies("RFB 00").replies("3.889\n"))));
}

TEST_CASE("a VNC server that counts us as a failure is there") {
  const auto refusal = Writer().text("RFB 003.003\n").u32(0).u32(26).text("Too many security failures").bytes();
  const auto finding = test::play(vnc, Script().replies(refusal));
  CHECK(test::proves(finding));
  CHECK(test::fact(finding, "vnc.refusal") == "Too many security failures");
}

TEST_CASE("only the exact form of the version is accepted") {
  CHECK(parse_vnc_version(to_bytes("RFB 005.000\n")) == "005.000");
  for (const auto* text : {"", "RFB 003.008", "RFB 003,008\n", "RFB 0x3.008\n", "rfb 003.008\n"})
    CHECK_FALSE_MESSAGE(parse_vnc_version(to_bytes(text)).has_value(), text);
  CHECK_FALSE(parse_vnc_refusal({}));
  CHECK_FALSE(parse_vnc_refusal(Writer().u32(1).u32(1).text("x").bytes()));
  CHECK_FALSE(parse_vnc_refusal(Writer().u32(0).u32(2).text("x").bytes()));
  CHECK_FALSE(parse_vnc_refusal(Writer().u32(0).u32(0xffffffff).text("x").bytes()));
}
