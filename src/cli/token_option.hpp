// The token that a check and a responder share: from a file, from the environment, or typed.
#pragma once

#include "flowvet/base/problem.hpp"
#include "flowvet/base/secret.hpp"

#include <string>

namespace CLI {
class App;
}

namespace flowvet::cli {

/// As typed.
struct TokenOptions {
  std::string file;
  std::string token;
};

/// Declares --token-file and --token; without either the environment variable FLOWVET_TOKEN counts.
void add_token_options(CLI::App& app, TokenOptions& options);

/// Null where no token is given at all. Problems: both options, a file that others can read, a token too short to be one.
Result<SharedSecret> read_token(const TokenOptions& options);

}  // namespace flowvet::cli
