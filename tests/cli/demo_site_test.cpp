// The demo's servers behave as their words say, and are gone with the site.
#include "cli/demo_site.hpp"

#include <doctest/doctest.h>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>

#include <algorithm>

using namespace flowvet;
using boost::asio::ip::tcp;

namespace {

tcp::endpoint endpoint_of(const site::Site& site, std::string_view id) {
  const auto& flow = site.flows.at(FlowId{std::string{id}});
  return {boost::asio::ip::make_address(flow.endpoints.front()), flow.ports.at(catalog::Transport::tcp).front().first};
}

boost::system::error_code connect(tcp::endpoint endpoint) {
  boost::asio::io_context context;
  boost::system::error_code error;
  tcp::socket(context).connect(endpoint, error);
  return error;
}

}  // namespace

TEST_CASE("the demo's VDA sends the ICA banner") {
  const cli::DemoSite site;
  boost::asio::io_context context;
  tcp::socket socket(context);
  socket.connect(endpoint_of(site.site(), "cvad.workspace-app.vda.ica"));
  std::string banner(6, ' ');
  boost::asio::read(socket, boost::asio::buffer(banner));
  CHECK(banner == std::string("\x7f\x7fICA\0", 6));
}

TEST_CASE("the demo's closed port refuses") {
  const cli::DemoSite site;
  CHECK(connect(endpoint_of(site.site(), "licensing.any-component.license-server.license-manager")) ==
        boost::asio::error::connection_refused);
}

TEST_CASE("the demo's listeners are closed when it ends") {
  tcp::endpoint store;
  {
    const cli::DemoSite site;
    store = endpoint_of(site.site(), "cvad.workspace-app.storefront.store");
    CHECK_FALSE(connect(store));
  }
  CHECK(connect(store) == boost::asio::error::connection_refused);
}

TEST_CASE("the demo shows a pass, a degradation, failures and an unknown") {
  for (const auto verdict : {judge::Verdict::pass, judge::Verdict::degraded, judge::Verdict::fail, judge::Verdict::unknown})
    CHECK(std::ranges::any_of(cli::demo_flows(), [verdict](const cli::DemoFlow& flow) { return flow.verdict == verdict; }));
}
