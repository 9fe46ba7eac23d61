// JSON -> the two structures that the command line fills too (cli/selection_options.cpp, cli/run_options.cpp).
#include "agent/read_check_options.hpp"

#include "base/secret_place.hpp"
#include "flowvet/responder/token.hpp"
#include "responder/message.hpp"

namespace flowvet::agent {
namespace {

constexpr int most_attempts = 100;
constexpr int longest_attempt_ms = 60'000;
constexpr int most_threads = 64;
constexpr int most_in_flight = 1'000'000;
constexpr int highest_rate = 1'000'000;
constexpr double gentle_rate = 1;  // as `check --gentle`: one attempt a second to each host

std::vector<std::string> read_flow_words(const JsonNode& node) {
  std::vector<std::string> words;
  for (const auto& item : node.one_or_more())
    if (auto word = item.text(); !word.empty()) words.push_back(std::move(word));
  return words;
}

bool flag(const JsonObject& job, std::string_view key, bool usual) {
  const auto node = job.find(key);
  return node ? node->flag().value_or(usual) : usual;
}

template <class E>
void read_word(const JsonObject& job, std::string_view key, E& value) {
  if (const auto node = job.find(key)) value = node->word<E>().value_or(value);
}

std::optional<int> read_whole(const JsonObject& job, std::string_view key, int least, int most) {
  const auto node = job.find(key);
  return node ? node->whole(least, most) : std::nullopt;
}

/// As `check` takes it: from the environment, or from a file that nobody else can read.
SharedSecret read_responder_token(const JsonNode& node, const std::filesystem::path& folder) {
  const auto secret = read_secret(node, folder);
  if (!secret) return nullptr;
  const auto& json = node.json();
  const auto token = json.contains("file") ? responder::read_token_file(folder / json["file"].get<std::string>())
                                           : responder::check_token(secret->reveal(), secret->source());
  if (!token) {
    for (const auto& problem : token.error()) node.problem(problem.what, "as of `flowvet check --token-file`: one word, chmod 600");
    return nullptr;
  }
  if (!responder::derive_keys((*token)->reveal())) node.problem("this build cannot use a token: it has no OpenSSL");
  return *token;
}

void read_source(const JsonNode& node, probe::RunOptions& options) {
  const auto text = node.text();
  if (text.empty()) return;
  const auto address = parse_address(text);
  if (!address) return node.problem(in_quotes(text) + " is not an address", "an IPv4 or IPv6 address of this host");
  auto& source = address->family == Family::v4 ? options.source_v4 : options.source_v6;
  if (source) return node.problem("two source addresses of one family", "one IPv4 and one IPv6 address at most");
  source = *address;
}

void read_addresses(const JsonObject& job, probe::RunOptions& options) {
  options.use_v4 = flag(job, "ipv4", options.use_v4);
  options.use_v6 = flag(job, "ipv6", options.use_v6);
  if (!options.use_v4 && !options.use_v6)
    job.node().problem("without IPv4 and IPv6 no address is left", "\"ipv4\" or \"ipv6\" can be false");
  if (const auto source = job.find("source"))
    for (const auto& item : source->one_or_more()) read_source(item, options);
}

}  // namespace

plan::PlanOptions read_plan_options(const JsonObject& job, const std::filesystem::path& folder) {
  plan::PlanOptions options;
  if (const auto flows = job.find("flows")) options.only_flows = read_flow_words(*flows);
  read_word(job, "expect", options.expect);
  options.attempts = read_whole(job, "attempts", 1, most_attempts);
  if (const auto limit = read_whole(job, "attempt_timeout_ms", 1, longest_attempt_ms)) options.timeout = std::chrono::milliseconds{*limit};
  options.all_ports = flag(job, "all_ports", options.all_ports);
  options.connect_only = flag(job, "connect_only", options.connect_only);
  options.controls = flag(job, "controls", options.controls);
  options.gentle = flag(job, "gentle", options.gentle);
  options.both_ways = flag(job, "both_ways", options.both_ways);
  const auto token = job.find("token");
  if (token) options.token = read_responder_token(*token, folder);
  if (!token && options.both_ways)
    job.find("both_ways")->problem("nobody can be asked to call back without a token", R"(add "token": {"file": "responder.token"})");
  return options;
}

probe::RunOptions read_run_options(const JsonObject& job, bool gentle) {
  probe::RunOptions options;
  read_word(job, "trace", options.trace);
  read_word(job, "mtu", options.mtu);
  options.threads = static_cast<unsigned>(read_whole(job, "threads", 1, most_threads).value_or(1));
  if (const auto most = read_whole(job, "in_flight", 1, most_in_flight)) options.in_flight = static_cast<std::size_t>(*most);
  options.rate = read_whole(job, "rate", 0, highest_rate).value_or(0);
  options.host_rate = read_whole(job, "host_rate", 0, highest_rate).value_or(options.host_rate);
  options.one_at_a_time = gentle;
  if (gentle) options.host_rate = gentle_rate;
  read_addresses(job, options);
  return options;
}

}  // namespace flowvet::agent
