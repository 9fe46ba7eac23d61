// Each wait has the attempt's deadline, which closes its socket.
#include "agent/telling/connect.hpp"

#include "probe/os/os.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <mutex>

namespace flowvet::agent::telling {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using namespace std::chrono_literals;

constexpr auto no_throw = asio::as_tuple(asio::use_awaitable);
constexpr auto patience_for_an_address = 5s;

/// Where the resolver's thread leaves its answer. The asker takes `context` away before it goes.
struct Mailbox {
  std::mutex mutex;
  asio::io_context* context = nullptr;
  asio::steady_timer* bell = nullptr;   ///< touched only on the loop's thread
  std::optional<probe::Lookup> lookup;  ///< likewise
};

void deliver(const std::shared_ptr<Mailbox>& box, probe::Lookup lookup) {
  const std::lock_guard lock(box->mutex);
  if (!box->context) return;
  asio::post(*box->context, [box, lookup = std::move(lookup)]() mutable {
    box->lookup = std::move(lookup);
    if (box->bell) box->bell->cancel();
  });
}

/// Leaves the mailbox also where its coroutine is destroyed while it waits.
struct Asking {
  std::shared_ptr<Mailbox> box = std::make_shared<Mailbox>();
  ~Asking() {
    const std::lock_guard lock(box->mutex);
    box->context = nullptr;
    box->bell = nullptr;
  }
};

Found<std::vector<asio::ip::address>> addresses_of(const std::optional<probe::Lookup>& lookup, const std::string& host) {
  if (!lookup) return {std::nullopt, "the resolver did not answer in time"};
  if (lookup->error) return {std::nullopt, host + " is not resolved: " + lookup->error.message()};
  std::vector<asio::ip::address> addresses;
  for (const auto& address : lookup->addresses) addresses.push_back(asio::ip::make_address(to_text(address)));
  if (addresses.empty()) return {std::nullopt, host + " has no address"};
  return {std::move(addresses), {}};
}

}  // namespace

std::string error_words(const boost::system::error_code& error, Clock::time_point deadline) {
  return Clock::now() >= deadline ? "no answer in time" : error.message();
}

Task<Found<std::vector<asio::ip::address>>> look_up(Loop& loop, std::string host, Clock::time_point deadline) {
  boost::system::error_code is_a_name;
  const auto literal = asio::ip::make_address(host, is_a_name);
  if (!is_a_name) co_return Found<std::vector<asio::ip::address>>{std::vector{literal}, {}};
  const Asking asking;
  asio::steady_timer bell(loop.context, Clock::time_point::max());
  asking.box->context = &loop.context;
  asking.box->bell = &bell;
  loop.lookups->ask(host, [box = asking.box](probe::Lookup lookup) { deliver(box, std::move(lookup)); });
  const probe::Deadline guard(loop.deadlines, deadline, [&bell] { bell.cancel(); });
  co_await bell.async_wait(no_throw);
  co_return addresses_of(asking.box->lookup, host);
}

Task<Found<tcp::socket>> connect(Loop& loop, Place place, Clock::time_point deadline) {
  const auto found = co_await look_up(loop, place.host, deadline);
  if (!found.value) co_return Found<tcp::socket>{std::nullopt, found.why};
  std::string why;
  for (const auto& address : *found.value) {
    if (!why.empty() && Clock::now() >= deadline) break;
    tcp::socket socket(loop.context);
    const auto limit = std::min(deadline, Clock::now() + patience_for_an_address);
    boost::system::error_code ignored;
    const probe::Deadline guard(loop.deadlines, limit, [&socket, &ignored] { socket.close(ignored); });
    const tcp::endpoint endpoint(address, place.port);
    const auto [error] = co_await socket.async_connect(endpoint, no_throw);
    if (!error && socket.is_open()) co_return Found<tcp::socket>{std::move(socket), {}};
    why += (why.empty() ? "" : "; ") + address.to_string() + ": " + error_words(error, limit);
  }
  co_return Found<tcp::socket>{std::nullopt, "no connection to port " + std::to_string(place.port) + " of " + why};
}

#ifdef FLOWVET_TLS

namespace {

/// The name is sent (RFC 6066, section 3: no address) and must be in the certificate.
void expect(SSL* ssl, const std::string& host, bool is_address) {
  auto* parameters = SSL_get0_param(ssl);
  if (is_address) {
    X509_VERIFY_PARAM_set1_ip_asc(parameters, host.c_str());
  } else {
    SSL_ctrl(ssl, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, const_cast<char*>(host.c_str()));
    X509_VERIFY_PARAM_set1_host(parameters, host.data(), host.size());
  }
}

}  // namespace

Task<std::string> secure(TlsStream& stream, std::string host, Clock::time_point deadline) {
  boost::system::error_code is_a_name;
  asio::ip::make_address(host, is_a_name);
  expect(stream.native_handle(), host, !is_a_name);
  const auto [error] = co_await stream.async_handshake(asio::ssl::stream_base::client, no_throw);
  const auto flaw = SSL_get_verify_result(stream.native_handle());
  if (error && flaw != X509_V_OK)
    co_return std::string{"the certificate of " + host + " is not trusted: " + X509_verify_cert_error_string(flaw)};
  co_return error ? "no TLS with " + host + ": " + error_words(error, deadline) : std::string{};
}

#endif

}  // namespace flowvet::agent::telling
