// Do no harm: no request of any handshake carries a name or password that anybody could own.
#include "support/scripted_channel.hpp"

#include <doctest/doctest.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/host_name.hpp>

#include <algorithm>
#include <array>
#include <cstdlib>

using namespace flowvet;
using namespace flowvet::probe;

namespace {

/// Takes whatever is written, agrees to TLS, and answers nothing: what it collected is what a server would have to read first.
class Collector final : public Channel {
 public:
  Task<Io<void>> write(Bytes bytes) override {
    written.insert(written.end(), bytes.begin(), bytes.end());
    co_return Io<void>{};
  }
  Task<Io<TlsFacts>> start_tls(std::string) override { co_return TlsFacts{}; }
  Task<Io<TlsFacts>> reconnect_with_tls(std::string, std::string) override { co_return TlsFacts{}; }

  Bytes written;

 protected:
  Task<Io<Bytes>> receive(std::size_t) override { co_return NetError{ErrorKind::closed, 0}; }
};

std::string lower_case(std::string text) {
  std::ranges::transform(text, text.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return text;
}

/// All that the handshake says before it has got an answer, in lower case and without the zeros of UTF-16.
std::string first_request(const Handshake& handshake) {
  Collector channel;
  boost::asio::io_context context;
  boost::asio::co_spawn(context, handshake.dialogue(channel, test::scripted_peer(443)), boost::asio::detached);
  context.run();
  std::string text(channel.written.begin(), channel.written.end());
  std::erase(text, '\0');
  return lower_case(std::move(text));
}

/// The person and the host that run this test.
std::vector<std::string> names_of_this_place() {
  std::vector<std::string> names;
  for (const char* variable : {"USER", "LOGNAME", "HOSTNAME", "USERDOMAIN"})
    if (const char* value = std::getenv(variable); value != nullptr && std::string_view(value).size() > 3)
      names.push_back(lower_case(value));
  names.push_back(lower_case(boost::asio::ip::host_name()));
  return names;
}

}  // namespace

TEST_CASE("no first request of any handshake holds a user's or principal's name, a password or a community") {
  constexpr std::array<std::string_view, 14> names{"administrator", "admin", "root",   "guest",   "user=",    "anonymous",     "nsroot",
                                                   "cifs/",         "host/", "public", "private", "password", "authorization", "cookie"};
  const auto ours = names_of_this_place();
  for (const Handshake& handshake : handshakes()) {
    if (handshake.dialogue == nullptr) continue;
    CAPTURE(handshake.service.name);
    const std::string sent = first_request(handshake);
    for (const auto name : names) {
      CAPTURE(name);
      CHECK(sent.find(name) == std::string::npos);
    }
    for (const auto& name : ours) CHECK(sent.find(name) == std::string::npos);
  }
}

TEST_CASE("where a request must name somebody, it is nobody") {
  const auto sent = [](std::string_view name, catalog::Transport transport) { return first_request(*find_handshake(name, transport)); };
  CHECK(sent("radius", catalog::Transport::udp).find("flowvet-no-such-user") != std::string::npos);
  CHECK(sent("flexnet", catalog::Transport::tcp).find("flowvet") != std::string::npos);
  CHECK(sent("iscsi", catalog::Transport::tcp).find("iqn.2026-01.invalid.flowvet") != std::string::npos);
  CHECK(sent("kerberos", catalog::Transport::udp).find(".invalid") != std::string::npos);
}
