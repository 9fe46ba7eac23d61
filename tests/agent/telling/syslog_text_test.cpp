// Messages of RFC 5424 and of the local socket, by the letter.
#include "agent/telling/syslog_text.hpp"

#include "agent/sample_records.hpp"

#include <doctest/doctest.h>

using namespace flowvet;
using namespace flowvet::test;
using agent::NewsKind;
using agent::telling::Facility;
using agent::telling::Message;
using agent::telling::to_local_syslog;
using agent::telling::to_rfc5424;
using judge::Verdict;

namespace {

constexpr int process = 42;

Message message_of(NewsKind kind, Verdict verdict) {
  agent::News news{kind,
                   "vda",
                   {agent::SubjectKind::flow, "a.flow"},
                   agent::State{Verdict::pass, judge::Cause::none, minute(0)},
                   {verdict, judge::Cause::dropped, minute(3)},
                   "",
                   minute(5),
                   7,
                   "vda01"};
  return {news, "0d1b", "It fails.", "{}"};
}

std::string begin_of(NewsKind kind, Verdict verdict, Facility facility = Facility::daemon) {
  const auto text = to_rfc5424(message_of(kind, verdict), facility, process);
  return text.substr(0, text.find('>') + 1);
}

}  // namespace

TEST_CASE("A message has the header of RFC 5424, the news as structured data, and the text") {
  CHECK(to_rfc5424(message_of(NewsKind::broke, Verdict::fail), Facility::daemon, process) ==
        "<27>1 2026-01-31T00:05:00.000Z vda01 flowvet 42 broke [flowvet@32473 id=\"0d1b\" kind=\"broke\" job=\"vda\" about=\"flow\" "
        "subject=\"a.flow\" was=\"pass\" verdict=\"fail\" cause=\"dropped\" since=\"2026-01-31T00:03:00.000Z\" run=\"7\"] It fails.");
}

TEST_CASE("Priority is facility times eight and how bad the news are") {
  CHECK(begin_of(NewsKind::broke, Verdict::fail) == "<27>");
  CHECK(begin_of(NewsKind::broke, Verdict::degraded) == "<28>");
  CHECK(begin_of(NewsKind::changed, Verdict::unknown) == "<28>");
  CHECK(begin_of(NewsKind::flapping, Verdict::fail) == "<28>");
  CHECK(begin_of(NewsKind::settled, Verdict::fail) == "<27>");
  CHECK(begin_of(NewsKind::settled, Verdict::pass) == "<29>");
  CHECK(begin_of(NewsKind::recovered, Verdict::pass) == "<29>");
  CHECK(begin_of(NewsKind::withdrawn, Verdict::pass) == "<29>");
  CHECK(begin_of(NewsKind::test, Verdict::pass) == "<30>");
  CHECK(begin_of(NewsKind::broke, Verdict::fail, Facility::local7) == "<187>");
  CHECK(begin_of(NewsKind::broke, Verdict::fail, Facility::user) == "<11>");
}

TEST_CASE("Values are escaped as section 6.3.3 has it, and header fields hold printable ASCII only") {
  auto message = message_of(NewsKind::broke, Verdict::fail);
  message.news.job = R"(a"b\c]d)";
  message.news.host = "h\xc3\xb6st name";
  const auto text = to_rfc5424(message, Facility::daemon, process);
  CHECK(text.find(R"( job="a\"b\\c\]d" )") != std::string::npos);
  CHECK(text.find(" h__st_name flowvet ") != std::string::npos);
  message.news.host.clear();
  CHECK(to_rfc5424(message, Facility::daemon, process).find("Z - flowvet 42 ") != std::string::npos);
  message.news.host = std::string(300, 'h');
  CHECK(to_rfc5424(message, Facility::daemon, process).find(" " + std::string(255, 'h') + " flowvet ") != std::string::npos);
}

TEST_CASE("Text beyond ASCII begins with a byte order mark and is never cut within a character") {
  auto message = message_of(NewsKind::broke, Verdict::fail);
  for (int i = 0; i < 1000; ++i) message.text += "登";
  const auto text = to_rfc5424(message, Facility::daemon, process);
  CHECK(text.find("] \xEF\xBB\xBFIt fails.") != std::string::npos);
  CHECK(text.size() <= agent::telling::longest_syslog);
  CHECK(text.size() > agent::telling::longest_syslog - 3);
  CHECK(text.ends_with("登"));
  CHECK(to_rfc5424(message, Facility::daemon, process, agent::telling::longest_datagram).size() <= agent::telling::longest_datagram);
}

TEST_CASE("The local socket gets what syslog(3) writes") {
  CHECK(to_local_syslog(message_of(NewsKind::broke, Verdict::fail), Facility::daemon, process, "Jan 31 01:05:00") ==
        "<27>Jan 31 01:05:00 flowvet[42]: It fails.");
}
