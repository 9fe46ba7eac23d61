// Boost.Beast writes the request and reads the header of the response. Of a receiver's words nothing but the status is repeated: error
// pages like to show the URL that was asked for, and that may be a secret.
#include "agent/telling/http_post.hpp"

#include "agent/telling/backoff.hpp"
#include "flowvet/base/proxy.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>

namespace flowvet::agent::telling {
namespace {

namespace asio = boost::asio;
namespace wire = boost::beast::http;

constexpr auto no_throw = asio::as_tuple(asio::use_awaitable);
constexpr std::uint32_t most_header = 16384;
constexpr int most_interim = 5;  ///< responses 1xx before the one that counts

Answer try_again(std::string why) {
  return {Fate::again, std::move(why)};
}

/// The header of a response, or why there is none.
struct Head {
  unsigned status = 0;
  std::string retry_after;
  std::string why;
};

template <class Stream>
Task<Head> read_head(Stream& stream, bool of_connect, Clock::time_point deadline) {
  boost::beast::flat_buffer buffer(most_header);
  Head head;
  for (int interim = 0; interim <= most_interim; ++interim) {
    wire::response_parser<wire::empty_body> parser;
    parser.header_limit(most_header);
    parser.skip(of_connect);
    const auto [error, size] = co_await wire::async_read_header(stream, buffer, parser, no_throw);
    static_cast<void>(size);
    if (error) {
      head.why = "no HTTP answer: " + error_words(error, deadline);
      co_return head;
    }
    head.status = parser.get().result_int();
    const auto field = parser.get()[wire::field::retry_after];
    head.retry_after.assign(field.data(), field.size());
    if (head.status / 100 != 1) break;
  }
  co_return head;
}

wire::request<wire::string_body> to_wire(const Post& post, const std::string& target) {
  constexpr unsigned http_1_1 = 11;
  wire::request<wire::string_body> request(wire::verb::post, target, http_1_1);
  request.set(wire::field::host, post.url.host_field);
  request.set(wire::field::connection, "close");
  for (const auto& [name, value] : post.fields) request.set(name, value);
  request.body() = post.body;
  request.prepare_payload();
  return request;
}

/// A proxy without TLS behind it is asked for the whole URL (RFC 9112, section 3.2.2).
std::string target_of(const Post& post) {
  return post.proxy && !post.url.with_tls ? "http://" + post.url.host_field + post.url.target : post.url.target;
}

template <class Stream>
Task<Answer> exchange(Stream& stream, Post post, Clock::time_point deadline) {
  const auto request = to_wire(post, target_of(post));
  wire::request_serializer<wire::string_body> serializer(request);
  const auto [error, size] = co_await wire::async_write(stream, serializer, no_throw);
  static_cast<void>(size);
  if (error) co_return try_again("the request was not taken: " + error_words(error, deadline));
  const auto head = co_await read_head(stream, false, deadline);
  if (!head.why.empty()) co_return try_again(head.why);
  co_return answer_of(head.status, head.retry_after, std::chrono::system_clock::now());
}

/// A way through the proxy (RFC 9110, section 9.3.6). Empty, or why there is none.
Task<std::string> open_tunnel(asio::ip::tcp::socket& socket, Place place, Clock::time_point deadline) {
  const auto authority = to_authority(place.host, place.port);
  const auto asks = "CONNECT " + authority + " HTTP/1.1\r\nHost: " + authority + "\r\nUser-Agent: flowvet/" FLOWVET_VERSION "\r\n\r\n";
  const auto [error, size] = co_await asio::async_write(socket, asio::buffer(asks), no_throw);
  static_cast<void>(size);
  if (error) co_return "the proxy did not take the request: " + error_words(error, deadline);
  const auto head = co_await read_head(socket, true, deadline);
  if (!head.why.empty()) co_return "the proxy: " + head.why;
  co_return head.status / 100 == 2 ? std::string{} : "the proxy refuses: HTTP " + std::to_string(head.status);
}

#ifdef FLOWVET_TLS
Task<Answer> exchange_with_tls(asio::ip::tcp::socket& socket, Post post, Clock::time_point deadline) {
  if (post.proxy) {
    const auto why = co_await open_tunnel(socket, post.url.place, deadline);
    if (!why.empty()) co_return try_again(why);
  }
  auto context = make_client_context(post.trust);
  if (!context) co_return try_again(to_text(context.error().front()));
  TlsStream stream(socket, *context);
  const auto why = co_await secure(stream, post.url.place.host, deadline);
  if (!why.empty()) co_return try_again(why);
  auto answer = co_await exchange(stream, std::move(post), deadline);
  co_return answer;
}
#else
Task<Answer> exchange_with_tls(asio::ip::tcp::socket&, Post, Clock::time_point) {
  co_return Answer{Fate::never, "this build of flowvet has no TLS"};
}
#endif

}  // namespace

Answer answer_of(unsigned status, std::string_view retry_after, WallTime now) {
  const auto words = "HTTP " + std::to_string(status);
  if (status / 100 == 2) return {Fate::taken, words};
  if (status / 100 == 3) return {Fate::never, words + ", a redirect, which is not followed"};
  if (status / 100 == 5 || status == 408 || status == 425 || status == 429)
    return {Fate::again, words, parse_retry_after(retry_after, now)};
  return {Fate::never, words};
}

Task<Answer> post(Loop& loop, Post request, Clock::time_point deadline) {
  auto found = co_await connect(loop, request.proxy.value_or(request.url.place), deadline);
  if (!found.value) co_return try_again(found.why);
  auto socket = *std::move(found.value);
  boost::system::error_code ignored;
  const probe::Deadline guard(loop.deadlines, deadline, [&socket, &ignored] { socket.close(ignored); });
  if (request.url.with_tls) {
    auto answer = co_await exchange_with_tls(socket, std::move(request), deadline);
    co_return answer;
  }
  auto answer = co_await exchange(socket, std::move(request), deadline);
  co_return answer;
}

}  // namespace flowvet::agent::telling
