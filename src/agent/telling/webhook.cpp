// {"url": "https://alerts.corp.example/flowvet", ...}: news as JSON to a web server. Chats that want a "text" find one.
#include "agent/telling/channels.hpp"
#include "agent/telling/http_post.hpp"
#include "base/secret_place.hpp"

#include <algorithm>
#include <array>

namespace flowvet::agent::telling {
namespace {

constexpr std::chrono::seconds usual_timeout{10};

class Webhook : public Channel {
 public:
  Webhook(const std::string& name, Post post, std::chrono::seconds timeout)
      : Channel(ChannelKind::webhook, name), post_(std::move(post)), timeout_(timeout) {}

  Task<Answer> send(Loop& loop, const Message& message) const override {
    auto request = post_;
    request.body = message.json;
    request.fields.emplace_back("Content-Type", "application/json");
    request.fields.emplace_back("User-Agent", "flowvet/" FLOWVET_VERSION);
    request.fields.emplace_back("Idempotency-Key", "\"" + message.id + "\"");
    auto answer = co_await post(loop, std::move(request), Clock::now() + timeout_);
    co_return answer;
  }

 private:
  Post post_;
  std::chrono::seconds timeout_;
};

/// A URL of a chat is a secret in itself, so it may stand in a file as well.
std::optional<WebUrl> read_url(const JsonNode& node, const std::filesystem::path& folder) {
  std::string text;
  if (node.json().is_object()) {
    const auto secret = read_secret(node, folder);
    text = secret ? secret->reveal() : std::string_view{};
  } else {
    text = node.text();
  }
  if (text.empty()) return std::nullopt;
  std::string flaw;
  auto url = parse_web_url(text, flaw);
  if (!url) node.problem(flaw, R"(e.g. "https://alerts.corp.example/flowvet"; "token" and "headers" hold credentials)");
  return url;
}

/// RFC 9110, section 5.6.2.
bool is_token(std::string_view text) {
  constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
  return std::ranges::all_of(text, [marks](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || marks.find(c) != std::string_view::npos;
  });
}

bool is_ours(std::string_view name) {
  constexpr std::array ours{"host",         "connection",      "content-length", "transfer-encoding",
                            "content-type", "idempotency-key", "authorization",  "user-agent"};
  std::string lower{name};
  std::ranges::transform(lower, lower.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return std::ranges::find(ours, lower) != ours.end();
}

void read_header(const std::string& name, const JsonNode& node, const std::filesystem::path& folder, Post& post) {
  std::string value;
  if (node.json().is_object()) {
    const auto secret = read_secret(node, folder);
    value = secret ? secret->reveal() : std::string_view{};
  } else {
    value = node.text();
  }
  if (name.empty() || !is_token(name)) node.problem(in_quotes(name) + " is no name of a header field");
  if (is_ours(name)) node.problem("flowvet sets " + in_quotes(name) + " itself", "\"token\" is sent as Authorization: Bearer");
  if (std::ranges::any_of(value, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }))
    node.problem("a header field holds no control characters");
  post.fields.emplace_back(name, std::move(value));
}

void read_token(const JsonNode& node, const std::filesystem::path& folder, Post& post) {
  const auto token = read_secret(node, folder);
  if (token) post.fields.emplace_back("Authorization", "Bearer " + std::string{token->reveal()});
}

void read_proxy(const JsonNode& node, Post& post) {
  constexpr std::uint16_t usual_proxy = 3128;
  const auto text = node.text();
  if (text.empty()) return;
  post.proxy = parse_place(text, usual_proxy);
  if (!post.proxy) node.problem(in_quotes(text) + " is no host with a port", "e.g. \"proxy01.corp.example:3128\"");
}

}  // namespace

SharedChannel read_webhook(const JsonNode& node, const std::filesystem::path& folder) {
  const JsonObject object(node, {"url", "name", "token", "headers", "tls", "proxy", "timeout"});
  Post post;
  const auto url_node = object.need("url");
  const auto url = url_node ? read_url(*url_node, folder) : std::nullopt;
  if (url) post.url = *url;
  if (const auto token = object.find("token")) read_token(*token, folder, post);
  if (const auto headers = object.find("headers"))
    for (const auto& [name, value] : headers->members()) read_header(name, value, folder, post);
  if (const auto tls = object.find("tls")) post.trust = read_tls_trust(*tls, folder);
  if (const auto proxy = object.find("proxy")) read_proxy(*proxy, post);
#ifndef FLOWVET_TLS
  if (url && url->with_tls) url_node->problem("this build of flowvet has no TLS");
#endif
  const auto name = read_name(object, post.url.host_field);
  const auto timeout = read_timeout(object, usual_timeout);
  return url ? std::make_shared<Webhook>(name, std::move(post), timeout) : nullptr;
}

}  // namespace flowvet::agent::telling
