// The live view for programs: one JSON object a line, each with what it is under "event" and when under "time".
#include "cli/listen_output.hpp"

#include "flowvet/base/text.hpp"
#include "report/time_text.hpp"

#include <nlohmann/json.hpp>

#include <iostream>

namespace flowvet::cli {
namespace {

using Json = nlohmann::ordered_json;
using catalog::Transport;

Json flow_ids(const std::vector<FlowId>& flows) {
  auto ids = Json::array();
  for (const auto& flow : flows) ids.push_back(flow.text);
  return ids;
}

Json ports_of(const std::vector<responder::OpenPorts>& ports, Transport transport) {
  auto list = Json::array();
  for (const auto& entry : ports)
    if (entry.transport == transport) list.push_back(to_text(entry.ports));
  return list;
}

Json not_opened(const std::vector<responder::NotOpened>& entries) {
  auto list = Json::array();
  for (const auto& entry : entries)
    list.push_back({{"transport", to_word(entry.transport)},
                    {"ports", to_text(entry.ports)},
                    {"address", to_text(entry.address)},
                    {"obstacle", to_word(entry.obstacle)},
                    {"holder", entry.holder.empty() ? Json() : Json(escape_peer_text(entry.holder))}});
  return list;
}

Json left_out(const std::vector<plan::SkippedFlow>& flows) {
  auto list = Json::array();
  for (const auto& flow : flows) list.push_back({{"id", flow.id.text}, {"reason", to_word(flow.reason)}});
  return list;
}

Json endpoint(const IpAddress& address, std::uint16_t port) {
  return {{"address", to_text(address)}, {"port", port}};
}

Json numbers(const responder::Counts& counts) {
  return {{"answered", counts.answered},       {"sources", counts.sources},
          {"called_back", counts.called_back}, {"clock_off", counts.clock_off},
          {"refused", counts.refused},         {"replays", counts.replays},
          {"stranger_connections", counts.stranger_connections}, {"stranger_datagrams", counts.stranger_datagrams}};
}

class Lines : public ListenOutput {
 public:
  explicit Lines(const plan::Inbound& inbound) : inbound_(inbound) {}

  void started(const ListenStart& start) override {
    auto roles = Json::array(), addresses = Json::array();
    for (const auto& role : inbound_.roles) roles.push_back(role.text);
    for (const auto& address : start.opened.addresses) addresses.push_back(to_text(address));
    Json json{{"roles", roles},
              {"until", report::to_rfc3339(start.now + start.life)},
              {"addresses", addresses},
              {"tcp", ports_of(start.opened.open, Transport::tcp)},
              {"udp", ports_of(start.opened.open, Transport::udp)},
              {"not_opened", not_opened(start.opened.not_opened)},
              {"left_out", left_out(inbound_.left_out)},
              {"privileges", start.privileges}};
    if (!start.fresh_token.empty()) json["token"] = start.fresh_token;
    say("listening", json);
  }

  void reached(const responder::Reached& reached) override {
    const auto& entry = inbound_.ports.at(reached.entry);
    say("reached", {{"transport", to_word(entry.transport)},
                    {"port", reached.port},
                    {"flows", flow_ids(entry.flows)},
                    {"source", endpoint(reached.source, reached.source_port)},
                    {"hops_left", reached.hops_left == 0 ? Json() : Json(reached.hops_left)}});
  }

  void called_back(const responder::CalledBack& call) override {
    using Milliseconds = std::chrono::duration<double, std::milli>;
    say("called-back", {{"transport", to_word(call.transport)},
                        {"to", endpoint(call.to, call.port)},
                        {"error", to_word(call.error)},
                        {"rtt_ms", call.rtt.count() == 0 ? Json() : Json(Milliseconds(call.rtt).count())}});
  }

  void counted(const responder::Counts& counts) override { say("counts", numbers(counts)); }

  void ended(const responder::Summary& summary, bool stopped) override {
    auto entries = Json::array();
    for (std::size_t i = 0; i < summary.entries.size(); ++i) {
      const auto& entry = inbound_.ports.at(i);
      entries.push_back({{"transport", to_word(entry.transport)},
                         {"ports", to_text(entry.ports)},
                         {"flows", flow_ids(entry.flows)},
                         {"asks", summary.entries[i].asks},
                         {"ports_reached", summary.entries[i].ports}});
    }
    auto json = numbers(summary.counts);
    json["because"] = stopped ? "stopped" : "life-over";
    json["ports"] = std::move(entries);
    say("ended", json);
  }

 private:
  static void say(std::string_view event, const Json& fields) {
    Json json{{"event", event}, {"time", report::to_rfc3339(std::chrono::system_clock::now())}};
    json.update(fields);
    std::cout << json.dump(-1, ' ', false, Json::error_handler_t::replace) << "\n" << std::flush;
  }

  const plan::Inbound& inbound_;
};

}  // namespace

std::unique_ptr<ListenOutput> listen_json(const plan::Inbound& inbound) {
  return std::make_unique<Lines>(inbound);
}

}  // namespace flowvet::cli
