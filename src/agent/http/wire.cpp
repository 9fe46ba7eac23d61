// Field by field; every response has the same safe head.
#include "agent/http/wire.hpp"

#include <boost/beast/core/error.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/field.hpp>

#include <charconv>
#include <cmath>

namespace flowvet::agent::http {

namespace beast = boost::beast;
namespace wire = boost::beast::http;

namespace {

/// X-Prometheus-Scrape-Timeout-Seconds; nullopt for anything but a sensible number.
std::optional<std::chrono::milliseconds> scrape_timeout(std::string_view field) {
  constexpr double longest = 3600;
  double seconds = 0;
  const auto [end, error] = std::from_chars(field.data(), field.data() + field.size(), seconds);
  if (error != std::errc{} || end != field.data() + field.size() || !(seconds > 0) || seconds > longest) return std::nullopt;
  return std::chrono::milliseconds{std::llround(seconds * 1000)};
}

/// Nothing of ours loads, embeds or sends anything elsewhere, and nothing is kept by browsers or proxies.
void add_safety(wire::response<wire::string_body>& response) {
  response.set("Content-Security-Policy",
               "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'");
  response.set("X-Content-Type-Options", "nosniff");
  response.set("Referrer-Policy", "no-referrer");
  response.set("Cross-Origin-Resource-Policy", "same-origin");
  response.set(wire::field::cache_control, "no-store");
}

}  // namespace

std::string_view field_of(const WireRequest& request, std::string_view name) {
  const auto value = request[name];
  return {value.data(), value.size()};
}

std::shared_ptr<Request> make_request(const WireRequest& request, Target target, std::stop_token stop) {
  auto made = std::make_shared<Request>();
  made->method = std::string(request.method_string());
  made->path = std::move(target.path);
  made->query = std::move(target.query);
  made->accept_language = field_of(request, "Accept-Language");
  made->scrape_timeout = scrape_timeout(field_of(request, "X-Prometheus-Scrape-Timeout-Seconds"));
  made->from_other_site = field_of(request, "Sec-Fetch-Site") == "cross-site";
  made->stop = std::move(stop);
  return made;
}

WireResponse make_response(Reply reply, bool head, bool keep) {
  WireResponse response(static_cast<wire::status>(reply.status), 11);
  add_safety(response);
  response.set(wire::field::content_type, reply.type);
  for (const auto& [name, value] : reply.fields) response.insert(name, value);
  response.keep_alive(keep);
  const auto size = reply.body.size();
  if (!head) response.body() = std::move(reply.body);
  response.content_length(size);
  return response;
}

std::optional<Reply> reply_to_error(const boost::system::error_code& error) {
  if (error == wire::error::end_of_stream || error == beast::error::timeout) return std::nullopt;
  if (error == wire::error::header_limit) return plain_reply(431, "The header of this request is too large.");
  if (error == wire::error::body_limit) return plain_reply(413, "This request needs no body.");
  if (error.category() == make_error_code(wire::error::bad_method).category()) return plain_reply(400, "This is no HTTP request.");
  return std::nullopt;
}

}  // namespace flowvet::agent::http
