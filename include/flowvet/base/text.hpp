// Text for people: escaping what a peer sent, columns that fit Japanese.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace flowvet::base {

/// A peer's bytes made safe for terminals, logs and files: valid UTF-8 printable text stays, control characters, bidirectional
/// overrides and invalid bytes become \xNN or \u{NNNN}; longer than `limit` bytes is cut and ends in "...".
std::string escape_peer_text(std::string_view bytes, std::size_t limit = 200);

/// Columns that the text takes in a terminal: wide East Asian characters count two, combining ones none.
std::size_t display_width(std::string_view utf8);

/// The text followed by spaces up to `columns`; unchanged when it is as wide or wider.
std::string pad_right(std::string_view utf8, std::size_t columns);

/// Lower case, with blanks, hyphens, underscores and punctuation taken away: names are compared in this form.
std::string fold_name(std::string_view utf8);

}  // namespace flowvet::base

namespace flowvet {
using namespace base;
}
