// The token that a responder and the checks that ask it share: made at start, or kept in a file or an environment variable, never on a
// command line.
#pragma once

#include "flowvet/base/problem.hpp"
#include "flowvet/base/secret.hpp"

#include <filesystem>
#include <string>
#include <string_view>

namespace flowvet::responder {

/// What fewer characters hold can be guessed by trying, against one recorded message.
inline constexpr std::size_t shortest_token = 16;

/// Where a token is looked for when no file is named.
inline constexpr const char* token_variable = "FLOWVET_TOKEN";

/// 160 random bits in base32 (RFC 4648): 32 capital letters and digits, none of which looks like another.
SharedSecret make_token();

/// The text without the white space around it. Problem: too short, or not of printable ASCII without blanks.
Result<SharedSecret> check_token(std::string_view text, std::string source);

/// The one line of a file. Problems: unreadable, readable or writable for others than its owner, no good token.
Result<SharedSecret> read_token_file(const std::filesystem::path& file);

/// From the environment variable; null where it is unset or empty.
Result<SharedSecret> token_from_environment();

}  // namespace flowvet::responder
