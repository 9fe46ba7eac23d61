// Whoever has the token can make this host's reports say that a path is open, so it is kept like a password and never printed.
#include "cli/token_option.hpp"

#include "flowvet/responder/token.hpp"
#include "responder/message.hpp"

#include <CLI/CLI.hpp>

namespace flowvet::cli {
namespace {

Result<SharedSecret> find_token(const TokenOptions& options) {
  if (!options.file.empty() && !options.token.empty())
    return Problems{{"two tokens are given", "--token", "give --token-file or --token, not both"}};
  if (!options.file.empty()) return responder::read_token_file(options.file);
  if (!options.token.empty()) return responder::check_token(options.token, "--token");
  return responder::token_from_environment();
}

}  // namespace

void add_token_options(CLI::App& app, TokenOptions& options) {
  app.add_option("--token-file", options.file, "The token shared with `flowvet listen` at the far ends: a file that only you can read")
      ->type_name("FILE");
  app.add_option("--token", options.token, "The token itself, where other users of this host may see it; else FLOWVET_TOKEN counts")
      ->type_name("TOKEN");
}

Result<SharedSecret> read_token(const TokenOptions& options) {
  auto token = find_token(options);
  if (token && *token && !responder::derive_keys((*token)->reveal()))
    return Problems{{"this build cannot use a token: it has no OpenSSL", (*token)->source(), ""}};
  return token;
}

}  // namespace flowvet::cli
