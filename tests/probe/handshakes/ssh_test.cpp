// SSH: the version line, perhaps after other lines, and nothing is ever sent.
#include "support/scripted_channel.hpp"

#include <doctest/doctest.h>

namespace flowvet::probe {
Task<Io<Finding>> ssh(Channel&, Peer);
}  // namespace flowvet::probe

using namespace flowvet;
using namespace flowvet::probe;
using test::Script;

TEST_CASE("an SSH version line proves the server, whole or not at all") {
  test::fail_at_every_step(ssh, Script().replies("SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n"));
  test::refuse_wrong_speakers(ssh, "ssh");
}

TEST_CASE("an SSH server tells its version, also after other lines and without a carriage return") {
  const auto finding = test::play(ssh, Script().replies("welcome\r\nto this host\r\nSSH-1.99-old\n"));
  REQUIRE(test::proves(finding));
  CHECK(finding->facts == std::vector<Fact>{{"ssh.version", "SSH-1.99-old"}});
}

TEST_CASE("an SSH version line may come in pieces") {
  CHECK(test::proves(test::play(ssh, Script().replies("SS").replies("H-2.").replies("0-x\r").replies("\n"))));
}

TEST_CASE("an SSH server of a version that no client accepts is another service") {
  const auto finding = test::play(ssh, Script().replies("SSH-1.5-ancient\r\n"));
  REQUIRE(finding.has_value());
  CHECK(finding->reply == Reply::mismatched);
}

TEST_CASE("lines without end, in number or length, are no SSH server") {
  std::string many;
  for (int i = 0; i < 20; ++i) many += "not yet\r\n";
  CHECK(test::play(ssh, Script().replies(many + "SSH-2.0-late\r\n"))->reply == Reply::mismatched);
  CHECK(test::play(ssh, Script().replies("SSH-2.0-" + std::string(300, 'x') + "\r\n"))->reply == Reply::mismatched);
}

TEST_CASE("an SSH server that takes its time is an error, not a mismatch") {
  const auto finding = test::play(ssh, Script().replies("welcome\r\n"));
  REQUIRE_FALSE(finding.has_value());
  CHECK(finding.error().kind == ErrorKind::timed_out);
}
