// SMTP replies (RFC 5321 section 4.2), line by line.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace flowvet::probe {

struct SmtpLine {
  int code = 0;
  bool last = false;  ///< no further line belongs to this reply
  std::string text;
};

/// `250-SIZE 1000` or `250 OK`; nullopt for any other line.
std::optional<SmtpLine> parse_smtp_line(std::string_view line);

/// Whether the words could only be a mail server's: "SMTP" or an enhanced status code (RFC 3463). FTP has the same codes.
bool sounds_like_smtp(std::string_view text);

}  // namespace flowvet::probe
