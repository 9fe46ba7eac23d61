// ICA: six bytes that the server sends first. An echo of them would start a session, so nothing may be sent.
#include "support/scripted_channel.hpp"

#include <doctest/doctest.h>

namespace flowvet::probe {
Task<Io<Finding>> ica(Channel&, Peer);
}  // namespace flowvet::probe

using namespace flowvet;
using namespace flowvet::probe;
using test::Script;

namespace {
const Bytes banner{0x7f, 0x7f, 'I', 'C', 'A', 0x00};
}

TEST_CASE("the ICA banner proves the server, whole or not at all") {
  test::fail_at_every_step(ica, Script().replies(banner));
  test::refuse_wrong_speakers(ica, "ica");
}

TEST_CASE("the ICA banner may come in pieces and more than once") {
  Bytes twice = banner;
  twice.insert(twice.end(), banner.begin(), banner.end());
  CHECK(test::proves(test::play(ica, Script().replies(twice))));
  CHECK(test::proves(test::play(ica, Script().replies(Bytes{0x7f}).replies(Bytes{0x7f, 'I'}).replies(Bytes{'C', 'A', 0x00}))));
}

TEST_CASE("bytes that differ from the ICA banner in one place are another service") {
  for (std::size_t i = 0; i < banner.size(); ++i) {
    CAPTURE(i);
    Bytes changed = banner;
    changed[i] ^= 0x20U;
    CHECK(test::play(ica, Script().replies(changed))->reply == Reply::mismatched);
  }
}
