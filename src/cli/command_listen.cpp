// flowvet listen: the far end of `check --expect path`, on a host where nothing is installed yet.
#include "cli/commands.hpp"
#include "cli/exit_codes.hpp"
#include "cli/interrupt.hpp"
#include "cli/list_format.hpp"
#include "cli/listen_output.hpp"
#include "cli/problem_output.hpp"
#include "cli/profile_option.hpp"
#include "cli/terminal.hpp"
#include "flowvet/responder/token.hpp"

#include <CLI/CLI.hpp>
#include <boost/asio/ip/host_name.hpp>

#include <iostream>

namespace flowvet::cli {
namespace {

constexpr int longest_life_s = 7 * 24 * 3600;

struct ListenOptions {
  std::vector<std::string> roles;
  plan::InboundOptions inbound;
  std::vector<std::string> addresses;
  std::string token_file;
  int life_s = 3600;
  std::string user = "nobody";
  bool refuse_strangers = false;
  std::string format;
  std::string profiles;
};

Result<std::vector<IpAddress>> read_addresses(const std::vector<std::string>& words) {
  std::vector<IpAddress> addresses;
  Problems problems;
  for (const auto& word : words) {
    if (const auto address = parse_address(word))
      addresses.push_back(*address);
    else
      problems.push_back({"\"" + word + "\" is no IP address", "--address", "one of this host's addresses"});
  }
  if (!problems.empty()) return problems;
  return addresses;
}

struct Token {
  SharedSecret secret;
  bool is_fresh = false;
};

Result<Token> find_token(const std::string& file) {
  const auto given = file.empty() ? responder::token_from_environment() : responder::read_token_file(file);
  if (!given) return given.error();
  if (*given) return Token{*given, false};
  return Token{responder::make_token(), true};
}

Result<responder::ListenOptions> make_options(const ListenOptions& options, const SharedSecret& token) {
  const auto catalog = read_catalog(options.profiles);
  if (!catalog) return catalog.error();
  auto inbound = plan::find_inbound(*catalog, options.roles, options.inbound);
  if (!inbound) return inbound.error();
  auto addresses = read_addresses(options.addresses);
  if (!addresses) return addresses.error();
  return responder::ListenOptions{*std::move(inbound), token, *std::move(addresses), std::chrono::seconds{options.life_s},
                                  options.refuse_strangers};
}

/// How the other side may call this host.
std::string own_name(const std::vector<IpAddress>& addresses) {
  if (!addresses.empty()) return to_text(addresses.front());
  boost::system::error_code error;
  const auto name = boost::asio::ip::host_name(error);
  return error || name.empty() ? "THIS-HOST" : name;
}

int listen(const ListenOptions& options) {
  const auto token = find_token(options.token_file);
  if (!token) return refuse(token.error());
  auto made = make_options(options, token->secret);
  if (!made) return refuse(made.error());
  const auto inbound = made->inbound;
  const auto host = own_name(made->addresses);
  auto responder = responder::Responder::open(*std::move(made));
  if (!responder) return refuse(responder.error());
  // Capabilities belong to a thread: this is still the only one.
  const auto given_up = responder::give_up_privileges(options.user);
  if (!given_up) return refuse(given_up.error());
  const Interrupt interrupt("stopping (once more: quit at once)");
  const auto output = options.format == "json" ? listen_json(inbound) : listen_text(inbound, output_columns());
  // The one place where a token is shown: nobody has it yet, and somebody has to carry it to the other side.
  const std::string fresh{token->is_fresh ? token->secret->reveal() : std::string_view{}};
  output->started(
      {inbound, responder->opened(), std::chrono::seconds{options.life_s}, *given_up, fresh, host, std::chrono::system_clock::now()});
  const auto summary = responder->run(*output, interrupt.token());
  output->ended(summary, interrupt.requested());
  if (!std::cout) return refuse({{"could not write everything", "standard output", ""}});
  return exit_done;
}

void add_repeatable(CLI::App& app, const std::string& name, std::vector<std::string>& values, const std::string& type,
                    const std::string& help) {
  app.add_option(name, values, help)->allow_extra_args(false)->type_name(type);
}

}  // namespace

Action set_up_listen(CLI::App& app) {
  const auto options = std::make_shared<ListenOptions>();
  app.add_option("role", options->roles, "What this host will be: ids or names of `flowvet catalog roles`")
      ->required()
      ->type_name("ROLE...");
  add_repeatable(app, "--only", options->inbound.only_flows, "ID", "Only the ports of this flow, or of all whose ids begin so");
  add_repeatable(app, "--port", options->inbound.ports, "tcp|udp/PORT[-PORT]", "This port too; it may also be called back");
  add_repeatable(app, "--address", options->addresses, "ADDRESS", "Only at this address of this host; default: at all");
  app.add_option(
         "--token-file", options->token_file,
         "The token: a file of one line that only its owner can read; else the variable FLOWVET_TOKEN, else a new one is made and shown")
      ->type_name("FILE");
  const std::map<std::string, int> units{{"s", 1}, {"m", 60}, {"h", 3600}};
  app.add_option("--for", options->life_s, "How long, as 90s, 60m or 8h; default: 60m")
      ->transform(CLI::AsNumberWithUnit(units, CLI::AsNumberWithUnit::UNIT_REQUIRED, "TIME"))
      ->check(CLI::Range(1, longest_life_s))
      ->type_name("TIME");
  app.add_flag("--refuse-strangers", options->refuse_strangers, "Close connections of whoever lacks the token, instead of staying mute");
  app.add_option("--user", options->user, "Where it is started as root: run on as this user once the ports are open")
      ->type_name("NAME")
      ->capture_default_str();
  add_list_format(app, options->format);
  add_profile_option(app, options->profiles);
  app.footer("Exit status: 0 its time is over or it was stopped, 3 could not start or could not write.");
  return [options] { return listen(*options); };
}

}  // namespace flowvet::cli
