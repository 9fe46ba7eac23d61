// SMTP: the greeting first, and a reply to EHLO that FTP would not give.
#include "probe/handshakes/smtp_message.hpp"
#include "web_support.hpp"

#include <doctest/doctest.h>

namespace flowvet::probe {
Task<Io<Finding>> smtp(Channel&, Peer);
}  // namespace flowvet::probe

using namespace flowvet;
using namespace flowvet::probe;
using test::Script;

namespace {

constexpr std::string_view greeting = "220 mail.example ESMTP Postfix\r\n";
constexpr std::string_view extensions = "250-mail.example Hello\r\n250-SIZE 1000\r\n250 PIPELINING\r\n";

Script greets(std::string_view words) {
  return Script().replies(words);
}

}  // namespace

TEST_CASE("greeting and reply to EHLO prove SMTP, whole or not at all, and the client says good-bye") {
  const auto script = greets(greeting).expects(to_bytes("EHLO flowvet.invalid\r\n")).replies(extensions).expects(to_bytes("QUIT\r\n"));
  test::fail_at_every_step(smtp, script);
  test::refuse_wrong_speakers(smtp);
  CHECK(test::fact(test::play(smtp, script), "smtp.greeting") == "mail.example ESMTP Postfix");
}

TEST_CASE("the answer to good-bye does not matter") {
  const auto ready = [] { return greets(greeting).expects_anything().replies(extensions).expects(to_bytes("QUIT\r\n")); };
  CHECK(test::proves(test::play(smtp, ready().replies("221 Bye\r\n"))));
  CHECK(test::proves(test::play(smtp, ready().ends_with(ErrorKind::reset))));
}

TEST_CASE("a greeting over several lines is waited for to its end before anything is said") {
  const auto script =
      greets("220-mail.example ESMTP\r\n").replies("220 ready\r\n").expects_anything().replies("250 mail.example\r\n").expects_anything();
  test::fail_at_every_step(smtp, script);
}

TEST_CASE("a mail server that refuses us is there") {
  CHECK(test::proves(test::play(smtp, greets("554 No service here\r\n"))));
  CHECK(test::proves(test::play(smtp, greets("421 4.7.0 Too many connections\r\n"))));
  CHECK(test::proves(test::play(smtp, greets(greeting).expects_anything().replies("550 go away\r\n").expects_anything())));
}

TEST_CASE("an FTP server has the same codes and is not taken for SMTP") {
  CHECK(test::leaves_open(test::play(
      smtp, greets("220 (vsFTPd 3.0.3)\r\n").expects_anything().replies("530 Please login with USER and PASS.\r\n").expects_anything())));
  CHECK(test::leaves_open(test::play(smtp, greets("421 Service not available\r\n"))));
}

TEST_CASE("greetings that are none end the dialogue without a word of ours") {
  CHECK(test::mismatches(test::play(smtp, greets("250 OK\r\n"))));
  CHECK(test::mismatches(test::play(smtp, greets("220-a\r\n221 b\r\n"))));
  CHECK(test::mismatches(test::play(smtp, greets("SSH-2.0-x\r\n"))));
}

TEST_CASE("a reply's line is three digits, then a blank or a hyphen") {
  CHECK(parse_smtp_line("250 OK")->text == "OK");
  CHECK_FALSE(parse_smtp_line("250-OK")->last);
  CHECK(parse_smtp_line("354")->last);
  for (const auto* line : {"", "25", "2500", "150 x", "650 x", "abc x", "250_x"})
    CHECK_FALSE_MESSAGE(parse_smtp_line(line).has_value(), line);
}

TEST_CASE("only mail servers say SMTP or enhanced status codes") {
  CHECK(sounds_like_smtp("host smtp ready"));
  CHECK(sounds_like_smtp("5.7.1 Denied"));
  for (const auto* text : {"", "5.7", "5.7.1", "3.7.1 x", "5.7777.1 x", "1.2.3.4 ready", "(vsFTPd 3.0.3)"})
    CHECK_FALSE_MESSAGE(sounds_like_smtp(text), text);
}
