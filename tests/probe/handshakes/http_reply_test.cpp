// The parsers of HTTP responses, and what is made of redirects.
#include "probe/handshakes/web.hpp"
#include "support/scripted_channel.hpp"

#include <doctest/doctest.h>
#include <boost/asio/co_spawn.hpp>

using namespace flowvet;
using namespace flowvet::probe;
using test::Script;

namespace {

constexpr std::size_t limit = 16;

/// Reads a response with a body and tells it as a finding, so that it can be played against a script.
Task<Io<Finding>> tell_body(Channel& channel, Peer) {
  const auto head = co_await read_final_http_head(channel);
  if (!head) co_return head.error();
  if (!*head) co_return mismatch("no head");
  const auto body = co_await read_http_body(channel, **head, limit);
  if (!body) co_return body.error();
  if (!*body) co_return mismatch("no body");
  co_return proven({}, (*body)->text + ((*body)->complete ? "." : "..."));
}

std::string told(std::string_view response, ErrorKind end = ErrorKind::closed) {
  const auto finding = test::play(tell_body, Script().replies(response).ends_with(end));
  if (!finding) return std::string(base::to_word(finding.error().kind));
  return finding->detail;
}

}  // namespace

TEST_CASE("a status line is a version, three digits and perhaps a reason") {
  CHECK(parse_status_line("HTTP/1.1 200 OK")->status == 200);
  CHECK(parse_status_line("HTTP/1.0 404 ")->http_1_0);
  CHECK(parse_status_line("HTTP/1.1 503")->reason.empty());
  for (const auto* line : {"", "HTTP/1.1", "HTTP/1.1 ", "HTTP/1.1 20", "HTTP/1.1 2000", "HTTP/1.1 -20", "HTTP/1.1 099", "HTTP/2 200 OK",
                           "http/1.1 200 OK", "GET / HTTP/1.1", "HTTP/1.1  200"})
    CHECK_FALSE_MESSAGE(parse_status_line(line).has_value(), line);
}

TEST_CASE("a field is a token, a colon and a value without the blanks around it") {
  CHECK(parse_field("Server: \tnginx ") == std::pair<std::string, std::string>{"server", "nginx"});
  CHECK(parse_field("X:")->second.empty());
  for (const auto* line : {"", ":", ": value", "no colon", "bad name: x", " folded: x"})
    CHECK_FALSE_MESSAGE(parse_field(line).has_value(), line);
}

TEST_CASE("sizes of bodies are digits and not absurd") {
  CHECK(parse_content_length(" 12 ") == 12);
  CHECK(parse_chunk_size("1f;name=value") == 31);
  CHECK(parse_chunk_size("0") == 0);
  for (const auto* text : {"", "-1", "+1", "0x10", "1 2", "99999999999999999999999"}) {
    CHECK_FALSE_MESSAGE(parse_content_length(text).has_value(), text);
    CHECK_FALSE_MESSAGE(parse_chunk_size(text).has_value(), text);
  }
  CHECK_FALSE(parse_content_length("1f"));
}

TEST_CASE("a counted body is read whole, cut at the limit, or an error where it breaks off") {
  CHECK(told("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello and more") == "hello.");
  CHECK(told("HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n01234567890123456789") == "0123456789012345...");
  CHECK(told("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell") == "closed");
  CHECK(told("HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\nhello") == "no body");
  CHECK(told("HTTP/1.1 204 No Content\r\n\r\n") == ".");
}

TEST_CASE("a chunked body is put together, and ends at its last chunk") {
  CHECK(told("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2;x\r\nlo\r\n0\r\nTrailer: x\r\n\r\nmore") == "hello.");
  CHECK(told("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n") == ".");
  CHECK(told("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n20\r\n01234567890123456789012345678901\r\n0\r\n\r\n") ==
        "0123456789012345...");
  CHECK(told("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhello\r\n") == "no body");
  CHECK(told("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n") == "no body");
  CHECK(told("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n") == "closed");
}

TEST_CASE("a body without a size ends with the connection") {
  CHECK(told("HTTP/1.1 200 OK\r\n\r\nhello") == "hello...");
  CHECK(told("HTTP/1.1 200 OK\r\n\r\nhello", ErrorKind::reset) == "reset");
}

TEST_CASE("interim responses are passed over, but not for ever") {
  CHECK(told("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx") == "x.");
  std::string endless;
  for (int i = 0; i < 50; ++i) endless += "HTTP/1.1 100 Continue\r\n\r\n";
  CHECK(told(endless) == "no head");
}

TEST_CASE("the host of a redirect is found in any absolute address") {
  CHECK(url_host("https://Portal.example:8443/login") == "portal.example");
  CHECK(url_host("http://user@[2001:db8::1]:80/") == "2001:db8::1");
  CHECK(url_host("//host/path") == "host");
  CHECK(url_host("https://host?x") == "host");
  for (const auto* url : {"", "/path", "path", "?u=http://other/", "/x?u=http://other/", "http://", "http:///x", "://host"})
    CHECK_FALSE_MESSAGE(url_host(url).has_value(), url);
}

TEST_CASE("a redirect leads elsewhere when the domain is another, and cannot be told for bare names") {
  CHECK(leads_elsewhere("sf01.corp.example", "login.portal.net"));
  CHECK(leads_elsewhere("10.0.0.1", "192.168.1.1"));
  CHECK_FALSE(leads_elsewhere("10.0.0.1", "10.0.0.1"));
  CHECK_FALSE(leads_elsewhere("10.0.0.1", "sf01.corp.example"));
  CHECK_FALSE(leads_elsewhere("sf01.corp.example", "SF.CORP.EXAMPLE."));
  CHECK_FALSE(leads_elsewhere("sf01", "sf01.corp.example"));
}

TEST_CASE("the Host field names the port only where it is not the usual one, and brackets IPv6") {
  CHECK(authority_of({"ddc01", 80, {}}) == "ddc01");
  CHECK(authority_of({"ddc01", 443, {}}) == "ddc01");
  CHECK(authority_of({"ddc01", 8080, {}}) == "ddc01:8080");
  CHECK(authority_of({"2001:db8::1", 9440, {}}) == "[2001:db8::1]:9440");
}
