// SSH (RFC 4253 section 4.2): the server sends its version line at once, perhaps after other lines. One read and no reply:
// OpenSSH 9.8 and later penalises clients that start and do not log in.
#include "probe/handshakes/handshake.hpp"

#include "flowvet/base/text.hpp"

namespace flowvet::probe {

namespace {
constexpr std::size_t longest_line = 255;  // RFC 4253, including CR LF
constexpr int most_lines_before = 20;      // "other lines of data" before the version; nobody sends more
}  // namespace

Task<Io<Finding>> ssh(Channel& channel, Peer) {
  for (int line_number = 0; line_number < most_lines_before; ++line_number) {
    const auto line = co_await channel.read_line(longest_line);
    if (!line && line.error().kind == ErrorKind::too_big) break;
    if (!line) co_return line.error();
    if (line->starts_with("SSH-2.0-") || line->starts_with("SSH-1.99-")) co_return proven({{"ssh.version", *line}}, "SSH version line");
    if (line->starts_with("SSH-")) co_return mismatch("an SSH version that no current client accepts", {{"ssh.version", *line}});
  }
  co_return mismatch("no SSH version line");
}

}  // namespace flowvet::probe
