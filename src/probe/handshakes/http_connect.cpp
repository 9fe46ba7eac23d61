// One request, one head in answer.
#include "probe/handshakes/http_connect.hpp"

#include <algorithm>
#include <array>

namespace flowvet::probe {

namespace {

constexpr int bad_request = 400, wants_login = 407;

bool names_a_proxy(const HttpHead& head) {
  constexpr std::array<std::string_view, 6> headers{"via", "x-squid-error", "proxy-status", "proxy-connection", "proxy-agent", "x-cache"};
  return std::ranges::any_of(headers, [&](std::string_view name) { return head.field(name) != nullptr; }) ||
         head.field_contains("server", "proxy") || head.field_contains("server", "squid");
}

bool is_success(const HttpHead& head) {
  return head.status / 100 == 2;
}

/// A tunnel has no body (RFC 9110 section 9.3.6); a web server that says 200 to everything sends one.
bool announces_body(const HttpHead& head) {
  return head.field("content-length") != nullptr || head.field("transfer-encoding") != nullptr || head.field("content-type") != nullptr;
}

/// The RFC has a client ignore Content-Length here; some proxies do send it, with nothing to come.
bool announces_only_nothing(const HttpHead& head) {
  const auto* length = head.field("content-length");
  return length != nullptr && *length == "0" && head.field("transfer-encoding") == nullptr && head.field("content-type") == nullptr;
}

std::vector<Fact> proxy_facts(const HttpHead& head) {
  constexpr std::array told{"server", "via", "proxy-agent", "proxy-authenticate", "x-squid-error"};
  std::vector<Fact> facts{{"proxy.status", std::to_string(head.status)}};
  for (const char* name : told)
    if (const std::string* value = head.field(name)) facts.emplace_back(std::string("proxy.") + name, *value);
  return facts;
}

std::string refusal_sentence(const HttpHead& head) {
  const std::string status = "HTTP " + std::to_string(head.status);
  if (head.status == wants_login) return status + ": the proxy wants credentials, and none are sent";
  return status + (head.status / 100 == 5 ? ": the proxy did not reach the destination" : ": the proxy refuses the tunnel");
}

Tunnel tunnel_of(const HttpHead& head) {
  const auto answer = read_connect_answer(head);
  if (answer == ConnectAnswer::tunnel || (is_success(head) && announces_only_nothing(head)))
    return {true, head.status, {}, proxy_facts(head)};
  // A page, or no understanding of a request that every proxy knows: nginx says 400.
  const bool like_web_server = answer == ConnectAnswer::unclear && (is_success(head) || head.status == bad_request);
  if (answer == ConnectAnswer::web_server || like_web_server)
    return {false, 0, "HTTP " + std::to_string(head.status) + " to CONNECT: a web server rather than a proxy", proxy_facts(head)};
  return {false, head.status, refusal_sentence(head), proxy_facts(head)};
}

}  // namespace

ConnectAnswer read_connect_answer(const HttpHead& head) {
  constexpr std::array refusals{403, 500, 502, 503, 504};
  constexpr std::array not_for_web_servers{404, 405, 501};
  if (head.status == wants_login) return ConnectAnswer::login_wanted;
  if (is_success(head) && !announces_body(head)) return ConnectAnswer::tunnel;
  if (std::ranges::find(refusals, head.status) != refusals.end() && names_a_proxy(head)) return ConnectAnswer::refusal;
  const bool web_server = std::ranges::find(not_for_web_servers, head.status) != not_for_web_servers.end();
  return web_server ? ConnectAnswer::web_server : ConnectAnswer::unclear;
}

Task<Io<std::optional<HttpHead>>> ask_connect(Channel& channel, std::string authority) {
  const std::string request =
      "CONNECT " + authority + " HTTP/1.1\r\nHost: " + authority + "\r\nUser-Agent: flowvet/" FLOWVET_VERSION "\r\n\r\n";
  const auto sent = co_await channel.write(to_bytes(request));
  if (!sent) co_return sent.error();
  co_return co_await read_final_http_head(channel);
}

Task<Io<Tunnel>> open_tunnel(Channel& channel, std::string authority) {
  const auto head = co_await ask_connect(channel, std::move(authority));
  if (!head) co_return head.error();
  if (!*head) co_return Tunnel{false, 0, "what answers CONNECT does not speak HTTP", {}};
  co_return tunnel_of(**head);
}

}  // namespace flowvet::probe
