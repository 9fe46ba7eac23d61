// The live view for people: what is open, what is not and why, how to ask from the other side, then a line for everything that is new.
#include "cli/listen_output.hpp"

#include "flowvet/base/text.hpp"
#include "report/layout.hpp"
#include "report/time_text.hpp"

#include <algorithm>
#include <iostream>
#include <map>
#include <tuple>

namespace flowvet::cli {
namespace {

using catalog::Transport;
using report::hanging;
using responder::NotOpened;
using responder::Obstacle;

constexpr std::size_t port_width = 16;  // "UDP 49152-65535 "

std::string upper(Transport transport) {
  switch (transport) {
    case Transport::tcp:
      return "TCP";
    case Transport::udp:
      return "UDP";
    case Transport::icmp:
      return "ICMP";
  }
  return "";
}

std::string port_text(Transport transport, const PortRange& ports) {
  return upper(transport) + " " + to_text(ports);
}

std::string endpoint_text(const IpAddress& address, std::uint16_t port) {
  const auto text = to_text(address);
  return (address.family == Family::v6 ? "[" + text + "]" : text) + ":" + std::to_string(port);
}

std::string flows_text(const std::vector<FlowId>& flows) {
  if (flows.empty()) return "(--port)";
  const auto more = flows.size() - 1;
  return flows.front().text + (more == 0 ? "" : " and " + std::to_string(more) + " more");
}

/// Both wildcards say "everywhere"; only the address of a part is worth a word.
std::string at_text(const std::vector<IpAddress>& addresses) {
  std::string text;
  for (const auto& address : addresses) {
    const bool any = to_text(address) == "0.0.0.0" || to_text(address) == "::";
    const std::string name = any ? (address.family == Family::v4 ? "IPv4" : "IPv6") : to_text(address);
    text += (text.empty() ? "" : " and ") + name;
  }
  return text;
}

std::string reason_text(const NotOpened& entry) {
  switch (entry.obstacle) {
    case Obstacle::taken:
      return "taken by " + (entry.holder.empty() ? "another program" : escape_peer_text(entry.holder)) + ", left alone";
    case Obstacle::no_privilege:
      return "ports below 1024 need a privilege; " + responder::how_to_allow_low_ports();
    case Obstacle::no_descriptors:
      return "more sockets than this process may open; raise the limit (ulimit -n, LimitNOFILE=)";
    case Obstacle::no_address:
      return "not an address of this host";
    case Obstacle::other:
      return "the system refused, error " + std::to_string(entry.code);
  }
  return "";
}

class Text : public ListenOutput {
 public:
  Text(const plan::Inbound& inbound, std::size_t columns) : inbound_(inbound), columns_(columns) {}

  void started(const ListenStart& start) override {
    const auto until = start.now + start.life;
    say(hanging("", "Standing in for " + inbound_.role_names + " until " + report::to_reading_text(until) + ".", columns_));
    say(hanging("", std::to_string(start.opened.ports) + " ports are open over " + at_text(start.opened.addresses) + " (the role has " +
                        std::to_string(start.opened.wanted) + ").", columns_));
    for (const auto transport : {Transport::tcp, Transport::udp})
      if (const auto ports = port_list(start.opened.open, transport); !ports.empty())
        say(hanging("  " + upper(transport) + " ", ports, columns_));
    tell_not_opened(start.opened);
    tell_left_out();
    if (!start.privileges.empty()) say("\nIt " + start.privileges + ".\n");
    tell_how_to_ask(start);
  }

  void reached(const responder::Reached& reached) override {
    const auto& entry = inbound_.ports.at(reached.entry);
    const auto hops = reached.hops_left == 0 ? std::string{} : ", " + report::counted(reached.hops_left, "hop") + " left";
    tell(pad_right(port_text(entry.transport, {reached.port, reached.port}), port_width) + "reached from " +
         endpoint_text(reached.source, reached.source_port) + hops + "  " + flows_text(entry.flows));
  }

  void called_back(const responder::CalledBack& call) override {
    const bool went = call.error == probe::ErrorKind::none;
    const std::string how =
        went ? (call.transport == Transport::tcp ? "connected in " + report::round_trip_text(call.rtt) : "sent, not refused")
             : std::string(to_word(call.error));
    tell(pad_right(port_text(call.transport, {call.port, call.port}), port_width) + "called back to " + to_text(call.to) + ": " + how);
  }

  void counted(const responder::Counts& counts) override { tell(counts_text(counts)); }

  void ended(const responder::Summary& summary, bool stopped) override {
    say(std::string("\n") + (stopped ? "Stopped." : "Its time is over.") + " " + counts_text(summary.counts) + "\n");
    std::string never;
    for (std::size_t i = 0; i < summary.entries.size(); ++i) {
      const auto& entry = inbound_.ports.at(i);
      if (summary.entries.at(i).asks == 0)
        never += hanging("  " + pad_right(port_text(entry.transport, entry.ports), port_width), flows_text(entry.flows), columns_);
    }
    say(never.empty() ? "Every flow of the role was seen.\n" : "Never reached:\n" + never);
  }

 private:
  static void say(const std::string& text) { std::cout << text << std::flush; }
  static void tell(const std::string& line) { say(report::to_reading_text(std::chrono::system_clock::now()) + "  " + line + "\n"); }

  static std::string counts_text(const responder::Counts& counts) {
    std::string text = report::counted(counts.answered, "ask") + " answered from " + report::counted(counts.sources, "source");
    if (counts.called_back > 0) text += ", " + report::counted(counts.called_back, "call") + " back";
    if (counts.clock_off > 0) text += ", " + std::to_string(counts.clock_off) + " refused because the clocks are more than 5 minutes apart";
    if (counts.refused > 0) text += ", " + std::to_string(counts.refused) + " refused (too many, or a port that is not documented)";
    if (counts.replays > 0) text += ", " + report::counted(counts.replays, "replay") + " ignored";
    return text + "; without the token: " + report::counted(counts.stranger_connections, "connection") + ", " +
           report::counted(counts.stranger_datagrams, "datagram") + ".";
  }

  /// One line for each reason, however many ports and addresses have it.
  void tell_not_opened(const responder::Opened& opened) const {
    std::map<std::string, std::vector<std::string>> by_reason;
    std::vector<std::string> order;
    for (const auto& entry : opened.not_opened) {
      const auto reason = reason_text(entry);
      auto& ports = by_reason[reason];
      if (ports.empty()) order.push_back(reason);
      const auto text = port_text(entry.transport, entry.ports);
      if (std::find(ports.begin(), ports.end(), text) == ports.end()) ports.push_back(text);
    }
    if (!order.empty()) say("\nNot opened:\n");
    for (const auto& reason : order) {
      std::string list;
      for (const auto& text : by_reason.at(reason)) list += (list.empty() ? "" : ", ") + text;
      say(hanging("  ", list + ": " + reason, columns_));
    }
  }

  void tell_left_out() const {
    if (!inbound_.left_out.empty()) say("\nLeft out (`flowvet catalog show FLOW` says more):\n");
    for (const auto& flow : inbound_.left_out) say("  " + flow.id.text + ": " + std::string(to_word(flow.reason)) + "\n");
  }

  void tell_how_to_ask(const ListenStart& start) const {
    std::string command = "flowvet check ROLE";
    for (const auto& role : inbound_.roles) command += " --endpoint " + role.text + "=" + start.host;
    command += " --expect path";
    say("\nOn the host that will connect here, with its role in place of ROLE:\n\n  ");
    if (start.fresh_token.empty()) {
      say(command + " --token-file FILE\n\n");
      return;
    }
    say("FLOWVET_TOKEN=" + start.fresh_token + " " + command + "\n\n");
    say(hanging("", "This token is shown only now. Whoever has it can ask this responder, and nobody else can.", columns_) + "\n");
  }

  const plan::Inbound& inbound_;
  std::size_t columns_;
};

}  // namespace

std::unique_ptr<ListenOutput> listen_text(const plan::Inbound& inbound, std::size_t columns) {
  return std::make_unique<Text>(inbound, columns);
}

std::string port_list(const std::vector<responder::OpenPorts>& ports, Transport transport) {
  std::string list;
  for (const auto& entry : ports)
    if (entry.transport == transport) list += (list.empty() ? "" : ", ") + to_text(entry.ports);
  return list;
}

}  // namespace flowvet::cli
