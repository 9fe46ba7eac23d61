// The table of the demo's flows and the site that is made of it.
#include "cli/demo_site.hpp"

#include <boost/asio/ip/address.hpp>

#include <array>

namespace flowvet::cli {
namespace {

using enum Behaviour;
using enum judge::Verdict;

constexpr std::array table{
    DemoFlow{"vda", "cvad.vda.delivery-controller.registration", "127.0.10.1", web, none, pass, "a controller that answers as it should"},
    DemoFlow{"vda", "licensing.any-component.license-server.license-manager", "127.0.10.2", closed, none, fail,
             "a license server whose service is stopped: the port is closed"},
    DemoFlow{"vda", "session-recording.vda.session-recording-server.agent", "127.0.10.3", dropping, none, fail,
             "a firewall that swallows packets: the connection is dropped"},
    DemoFlow{"vda", "ups.vda.universal-print-server.print-stream", "127.0.10.4", none, mute_udp, unknown,
             "a UDP port that never answers: nobody can tell, and flowvet says so"},
    DemoFlow{"workspace-app", "cvad.workspace-app.storefront.store", "127.0.10.5", web, none, pass, "a store that opens"},
    DemoFlow{"workspace-app", "cvad.workspace-app.vda.ica", "127.0.10.6", ica, mute_udp, degraded,
             "a VDA whose ICA answers over TCP, while its UDP port is silent"},
    DemoFlow{"workspace-app", "cvad.workspace-app.vda.session-reliability", "127.0.10.6", dropping, mute_udp, fail,
             "a firewall that swallows packets: the connection is dropped"},
    DemoFlow{"workspace-app", "remote-pc.workspace-app.vda.ica", "127.0.10.7", ssh, mute_udp, fail,
             "an SSH server on the ICA port: connected, but to the wrong service"},
};

constexpr std::array features{"session-recording", "universal-print-server", "session-reliability", "remote-pc"};

}  // namespace

std::span<const DemoFlow> demo_flows() {
  return table;
}

DemoSite::DemoSite() {
  site_.name = "demo";
  for (const auto* feature : features) site_.features[Feature{feature}] = true;
  for (const auto& flow : table) add(flow);
  thread_ = std::thread([this] { context_.run(); });
}

DemoSite::~DemoSite() {
  context_.stop();
  thread_.join();
}

void DemoSite::add(const DemoFlow& flow) {
  const auto address = boost::asio::ip::make_address(std::string{flow.host});
  auto& settings = site_.flows[FlowId{std::string{flow.id}}];
  settings.endpoints = {std::string{flow.host}};
  const auto start = [&](catalog::Transport transport, Behaviour behaviour) {
    if (behaviour == none) return;
    const auto port = servers_.start(behaviour, address);
    settings.ports[transport] = {PortRange{port, port}};
  };
  start(catalog::Transport::tcp, flow.tcp);
  start(catalog::Transport::udp, flow.udp);
}

}  // namespace flowvet::cli
