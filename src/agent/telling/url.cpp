// Boost.URL parses; what a receiver cannot have is refused here.
#include "agent/telling/url.hpp"

#include "base/host_name.hpp"
#include "base/host_port.hpp"

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include <charconv>

namespace flowvet::agent::telling {
namespace {

constexpr std::uint16_t usual_https = 443, usual_http = 80;

std::string text_of(boost::urls::string_view text) {
  return {text.data(), text.size()};
}

std::string without_brackets(const std::string& host) {
  return host.starts_with('[') && host.ends_with(']') ? host.substr(1, host.size() - 2) : host;
}

/// 0 where it is none: Boost.URL takes any digits.
std::uint16_t port_of(const std::string& text, std::uint16_t usual) {
  if (text.empty()) return usual;
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  return error == std::errc{} && end == text.data() + text.size() ? port : std::uint16_t{0};
}

}  // namespace

std::optional<WebUrl> parse_web_url(std::string_view text, std::string& flaw) {
  const auto parsed = boost::urls::parse_uri({text.data(), text.size()});
  const auto refuse = [&flaw](const char* why) { return flaw = why, std::nullopt; };
  if (!parsed) return refuse("this is no URL");
  const auto& url = *parsed;
  if (url.scheme_id() != boost::urls::scheme::https && url.scheme_id() != boost::urls::scheme::http)
    return refuse("a webhook begins with https:// or http://");
  if (url.has_userinfo()) return refuse("credentials do not belong into a URL");
  if (url.has_fragment()) return refuse("a URL of a webhook has no #fragment");
  WebUrl web;
  web.with_tls = url.scheme_id() == boost::urls::scheme::https;
  web.place = {without_brackets(text_of(url.host())), port_of(text_of(url.port()), web.with_tls ? usual_https : usual_http)};
  if (web.place.port == 0) return refuse("this URL has no usable port");
  if (flaw_of_host(web.place.host)) return refuse("this URL names no host");
  web.target = text_of(url.encoded_path());
  if (web.target.empty()) web.target = "/";
  if (url.has_query()) web.target += "?" + text_of(url.encoded_query());
  web.host_field = text_of(url.encoded_host_and_port());
  return web;
}

std::optional<Place> parse_place(std::string_view text, std::uint16_t usual_port) {
  const auto parsed = parse_host_port(text, "");
  if (!parsed || flaw_of_host(parsed->host)) return std::nullopt;
  return Place{parsed->host, parsed->port.value_or(usual_port)};
}

}  // namespace flowvet::agent::telling
