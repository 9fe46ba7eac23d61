// The road of every handshake over HTTP: TLS, request, response, first who may have answered instead, then the product's judge.
#include "probe/handshakes/web.hpp"

#include "flowvet/base/address.hpp"

#include <algorithm>
#include <array>

namespace flowvet::probe {

namespace {

constexpr int proxy_wants_login = 407;    // RFC 9110: only a proxy says so
constexpr int network_wants_login = 511;  // RFC 6585: only a captive portal says so
constexpr int not_found = 404, not_implemented = 501, unavailable = 503;

// Every product tells its name within a few kilobytes; more than this is not read, and then no second request follows.
constexpr std::size_t body_limit = 16384;

bool is_redirect(int status) {
  return status >= 300 && status < 400;
}

/// The last two labels of a name, or the whole of a shorter one.
std::string_view domain_of(std::string_view host) {
  if (host.ends_with('.')) host.remove_suffix(1);
  const std::size_t last = host.rfind('.');
  if (last == std::string_view::npos || last == 0) return host;
  const std::size_t before = host.rfind('.', last - 1);
  return before == std::string_view::npos ? host : host.substr(before + 1);
}

bool equal_names(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  return std::ranges::equal(a, b, {}, lower, lower);
}

bool stays_open(const HttpHead& head) {
  return !head.http_1_0 && !head.field_contains("connection", "close");
}

}  // namespace

bool speaks_tls(std::uint16_t port) {
  constexpr std::array<std::uint16_t, 8> tls_ports{443, 636, 3269, 7443, 8083, 8443, 9001, 9440};
  return std::ranges::find(tls_ports, port) != tls_ports.end();
}

Task<Io<TlsFacts>> secure_if_needed(Channel& channel, Peer peer) {
  if (!speaks_tls(peer.port)) co_return TlsFacts{};
  co_return co_await channel.start_tls(peer.name);
}

void note_clock(HttpHead& head, WallTime sent, WallTime received) {
  const std::string* date = head.field("date");
  if (date == nullptr || head.field("age") != nullptr) return;
  constexpr double whole_seconds = 1;
  if (const auto time = parse_http_date(*date)) head.clock = clock_facts({sent, received, *time, *time, whole_seconds});
}

Task<Io<std::optional<WebReply>>> ask_web(Channel& channel, Peer peer, HttpRequest request, bool last) {
  const auto asked_at = peer.clock();
  const auto sent = co_await channel.write(to_bytes(request, peer, last));
  if (!sent) co_return sent.error();
  auto head = co_await read_final_http_head(channel);
  if (!head) co_return head.error();
  if (!*head) co_return std::nullopt;
  note_clock(**head, asked_at, peer.clock());
  WebReply reply{std::move(**head), {}, false};
  if (request.method == "HEAD") {
    reply.open = stays_open(reply.head);
    co_return reply;
  }
  const auto body = co_await read_http_body(channel, reply.head, body_limit);
  if (!body) co_return body.error();
  if (!*body) co_return std::nullopt;
  reply.body = (*body)->text;
  reply.open = (*body)->complete && stays_open(reply.head);
  co_return reply;
}

Task<Io<Finding>> web_dialogue(Channel& channel, Peer peer, std::vector<HttpRequest> requests, WebJudge judge) {
  const auto tls = co_await secure_if_needed(channel, peer);
  if (!tls) co_return tls.error();
  std::optional<Finding> best;
  for (std::size_t i = 0; i < requests.size(); ++i) {
    const bool last = i + 1 == requests.size();
    const auto reply = co_await ask_web(channel, peer, requests[i], last);
    if (!reply && best) break;  // the server need not take a second request
    if (!reply) co_return reply.error();
    if (!*reply) co_return with_web_facts(mismatch("not an HTTP response"), *tls, nullptr);
    const HttpHead& head = (*reply)->head;
    if (auto other = interception(head, peer.name, *tls)) co_return with_web_facts(std::move(*other), *tls, &head);
    Finding finding = with_web_facts(judge(**reply), *tls, &head);
    // What the first request left open, a second one that finds nothing does not close.
    if (!best || finding.reply != Reply::mismatched) best = std::move(finding);
    if (best->reply == Reply::valid || !(*reply)->open) break;
  }
  co_return *best;
}

std::optional<Finding> interception(const HttpHead& head, std::string_view asked_host, const TlsFacts& tls) {
  const auto answered_by = [](Instead who, std::string detail) {
    Finding finding = mismatch(std::move(detail));
    finding.instead = who;
    return finding;
  };
  if (head.status == proxy_wants_login) return answered_by(Instead::proxy, "a proxy that asks for credentials answered instead");
  if (head.status == network_wants_login) return answered_by(Instead::interceptor, "a captive portal answered instead");
  // Who has shown the documented host's certificate is that host, wherever it sends its clients.
  const std::string* location = head.field("location");
  if (!is_redirect(head.status) || location == nullptr || tls.authentic()) return std::nullopt;
  const auto host = url_host(*location);
  if (!host || !leads_elsewhere(asked_host, *host)) return std::nullopt;
  return answered_by(Instead::interceptor, "redirected into another domain, as captive portals and block pages do");
}

bool leads_elsewhere(std::string_view asked_host, std::string_view host) {
  const bool asked_address = parse_address(asked_host).has_value(), given_address = parse_address(host).has_value();
  if (asked_address || given_address) return asked_address && given_address && parse_address(asked_host) != parse_address(host);
  if (asked_host.find('.') == std::string_view::npos || host.find('.') == std::string_view::npos) return false;
  return !equal_names(domain_of(asked_host), domain_of(host));
}

bool is_kernel_answer(const HttpHead& head) {
  return (head.status == not_found || head.status == unavailable) && head.field_contains("server", "Microsoft-HTTPAPI/");
}

std::string kernel_sentence(const HttpHead& head) {
  if (head.status == unavailable) return "only Windows' HTTP driver answered (503): the application behind this address is stopped";
  return "only Windows' HTTP driver answered (404): no application owns this address";
}

std::string status_sentence(const HttpHead& head, std::string_view product) {
  if (is_kernel_answer(head)) return kernel_sentence(head);
  std::string text = "HTTP " + std::to_string(head.status) + ", nothing that only " + std::string(product) + " says";
  if (is_redirect(head.status)) text += "; it redirects, see http.location";
  return text;
}

Finding unmarked(const HttpHead& head, std::string_view product) {
  const bool other_words = head.status / 100 == 2 || head.status == not_found || head.status == not_implemented;
  std::string detail = status_sentence(head, product);
  return other_words || is_kernel_answer(head) ? mismatch(std::move(detail)) : undecided(std::move(detail));
}

std::vector<Fact> http_facts(const HttpHead& head) {
  constexpr std::array told{"server", "via", "location", "www-authenticate", "date"};
  std::vector<Fact> facts{{"http.status", std::to_string(head.status)}};
  for (const char* name : told)
    if (const std::string* value = head.field(name)) facts.emplace_back(std::string("http.") + name, *value);
  if (is_kernel_answer(head)) facts.emplace_back("http.answered-by", "http.sys");
  facts.insert(facts.end(), head.clock.begin(), head.clock.end());
  return facts;
}

Finding with_web_facts(Finding finding, const TlsFacts& tls, const HttpHead* head) {
  std::vector<Fact> facts = tls.facts;
  if (head != nullptr) {
    const auto told = http_facts(*head);
    facts.insert(facts.end(), told.begin(), told.end());
  }
  facts.insert(facts.end(), finding.facts.begin(), finding.facts.end());
  finding.facts = std::move(facts);
  finding.certificate = tls.certificate;
  return finding;
}

}  // namespace flowvet::probe
