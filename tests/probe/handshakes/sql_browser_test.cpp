// SQL Server Browser: type, exact length and the form of the list.
#include "probe/handshakes/sql_browser_message.hpp"
#include "support/scripted_channel.hpp"

#include <doctest/doctest.h>

namespace flowvet::probe {
Task<Io<Finding>> sql_browser(Channel&, Peer);
}  // namespace flowvet::probe

using namespace flowvet;
using namespace flowvet::probe;
using test::Script;

namespace {

const std::string two =
    "ServerName;SQL01;InstanceName;MSSQLSERVER;IsClustered;No;Version;15.0.2000.5;tcp;1433;;"
    "ServerName;SQL01;InstanceName;XD;IsClustered;No;Version;16.0.1000.6;np;\\\\SQL01\\pipe\\x;tcp;50123;;";

Bytes reply(const std::string& text, int wrong_by = 0, std::uint8_t type = 5) {
  return Writer().u8(type).u16_little(static_cast<std::uint16_t>(static_cast<int>(text.size()) + wrong_by)).text(text).bytes();
}

}  // namespace

TEST_CASE("an SQL Server Browser's list proves it, whole or not at all") {
  test::fail_at_every_step(sql_browser, Script().expects({0x03}).replies(reply(two)), test::scripted_peer(), true);
  test::refuse_wrong_speakers(sql_browser, {}, test::scripted_peer(), true);
}

TEST_CASE("an SQL Server Browser tells instances and ports") {
  const auto finding = test::play(sql_browser, Script().expects_anything().replies(reply(two)), test::scripted_peer(), true);
  REQUIRE(test::proves(finding));
  CHECK(finding->facts == std::vector<Fact>{{"sql.instances", "2"}, {"sql.ports", "MSSQLSERVER=1433,XD=50123"}});
}

TEST_CASE("a text of another type, length or beginning is no list of instances") {
  REQUIRE(parse_sql_browser_reply(reply(two))->size() == 2);
  CHECK_FALSE(parse_sql_browser_reply(reply(two, 1)));
  CHECK_FALSE(parse_sql_browser_reply(reply(two, -1)));
  CHECK_FALSE(parse_sql_browser_reply(reply(two, 0, 3)));
  CHECK_FALSE(parse_sql_browser_reply(reply("")));
  CHECK_FALSE(parse_sql_browser_reply(reply("InstanceName;A;;")));
}

TEST_CASE("a list of instances without an end or with too many is read as far as it goes") {
  CHECK(parse_sql_browser_reply(reply("ServerName;A;tcp"))->size() == 1);
  CHECK(parse_sql_browser_reply(reply("ServerName;"))->size() == 1);
  std::string many;
  for (int i = 0; i < 500; ++i) many += "ServerName;A;;";
  CHECK(parse_sql_browser_reply(reply(many))->size() == 50);
}
