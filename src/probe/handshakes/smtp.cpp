// SMTP (RFC 5321): the server speaks first and may take its time; only then EHLO and QUIT. Clients that talk before the greeting
// are blacklisted by servers that wait for just that. No mail is begun.
#include "probe/handshakes/handshake.hpp"
#include "probe/handshakes/smtp_message.hpp"

namespace flowvet::probe {

namespace {

constexpr std::size_t longest_line = 1000;  // twice RFC 5321's limit for replies
constexpr int most_lines = 100;
constexpr int ready = 220, done = 250, no_service = 554;

struct SmtpReply {
  int code = 0;
  std::string text;   ///< of the first line
  bool smtp = false;  ///< some line sounds like SMTP
};

/// All lines of one reply. An inner nullopt: not a reply.
Task<Io<std::optional<SmtpReply>>> read_reply(Channel& channel) {
  SmtpReply reply;
  for (int count = 0; count < most_lines; ++count) {
    const auto text = co_await channel.read_line(longest_line);
    if (!text && text.error().kind == ErrorKind::too_big) co_return std::nullopt;
    if (!text) co_return text.error();
    const auto line = parse_smtp_line(*text);
    if (!line || (count > 0 && line->code != reply.code)) co_return std::nullopt;
    if (count == 0) reply = {line->code, line->text, false};
    reply.smtp = reply.smtp || sounds_like_smtp(line->text);
    if (line->last) co_return reply;
  }
  co_return std::nullopt;
}

/// Says good-bye and waits for the answer, which no longer matters.
Task<void> quit(Channel& channel) {
  const auto sent = co_await channel.write(to_bytes("QUIT\r\n"));
  if (sent) static_cast<void>(co_await read_reply(channel));
}

Finding judge_reply(const SmtpReply& reply, bool smtp, std::string_view what) {
  const std::string said = "SMTP " + std::string(what) + " " + std::to_string(reply.code);
  if (smtp || reply.code == no_service) return proven({}, said);
  return undecided(said + ", which an FTP server says too");
}

}  // namespace

Task<Io<Finding>> smtp(Channel& channel, Peer) {
  const auto greeting = co_await read_reply(channel);
  if (!greeting) co_return greeting.error();
  if (!*greeting) co_return mismatch("no SMTP greeting");
  const int code = (*greeting)->code;
  const std::vector<Fact> facts{{"smtp.greeting", (*greeting)->text}};
  if (code != ready && code < 400) co_return mismatch("no SMTP greeting", facts);
  if (code != ready) {
    Finding refusal = judge_reply(**greeting, (*greeting)->smtp, "service refuses us:");
    refusal.facts = facts;
    co_return refusal;
  }
  const auto sent = co_await channel.write(to_bytes("EHLO flowvet.invalid\r\n"));
  if (!sent) co_return sent.error();
  const auto hello = co_await read_reply(channel);
  if (!hello) co_return hello.error();
  if (!*hello) co_return mismatch("no SMTP reply to EHLO", facts);
  const bool smtp_words = (*greeting)->smtp || (*hello)->smtp || (*hello)->code == done;
  Finding finding = judge_reply(**hello, smtp_words, "reply to EHLO:");
  finding.facts = facts;
  co_await quit(channel);
  co_return finding;
}

}  // namespace flowvet::probe
