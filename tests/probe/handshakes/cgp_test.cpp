// CGP: the protocol's own mark, and more than an echo.

#include "web_support.hpp"

#include <doctest/doctest.h>

namespace flowvet::probe {
Task<Io<Finding>> cgp(Channel&, Peer);
}  // namespace flowvet::probe

using namespace flowvet;
using namespace flowvet::probe;
using test::Script;

TEST_CASE("a reply in CGP proves it, whole or not at all") {
  const auto script =
      Script().expects({0x1a, 'C', 'G', 'P', '/', '0', '1'}).replies(Bytes{0x1a, 'C', 'G', 'P', '/', '0', '1', 0x01, 0x02, 0x03});
  test::fail_at_every_step(cgp, script);
  test::refuse_wrong_speakers(cgp);
}

TEST_CASE("our own seven bytes sent back are not CGP") {
  CHECK_FALSE(test::proves(test::play(cgp, Script().expects_anything().echoes())));
  CHECK_FALSE(test::proves(test::play(cgp, Script().expects_anything().echoes().ends_with(ErrorKind::closed))));
  CHECK(test::mismatches(test::play(cgp, Script().expects_anything().echoes().echoes())));
}

TEST_CASE("a server that waits for the rest of the hello proves nothing") {
  const auto finding = test::play(cgp, Script().expects_anything());
  REQUIRE_FALSE(finding.has_value());
  CHECK(finding.error().kind == ErrorKind::timed_out);
}
