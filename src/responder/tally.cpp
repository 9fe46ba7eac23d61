// Only clients with the token are remembered by address; strangers are two numbers.
#include "responder/tally.hpp"

#include <utility>

namespace flowvet::responder {

Tally::Tally(std::vector<plan::InboundPorts> ports) : ports_(std::move(ports)), entries_(ports_.size()) {}

void Tally::note(const Arrival& arrival, const Decision& decision) {
  switch (decision.caller) {
    case Caller::stranger:
      if (arrival.transport == catalog::Transport::udp) ++counts_.stranger_datagrams;
      break;
    case Caller::replay:
      ++counts_.replays;
      break;
    case Caller::client:
      note_client(arrival, decision);
      break;
  }
}

/// Whatever it is told, a client with the token has reached the port.
void Tally::note_client(const Arrival& arrival, const Decision& decision) {
  sources_[arrival.source.address] = true;
  if (decision.answer) {
    switch (decision.answer->status) {
      case Status::ok:
        ++counts_.answered;
        break;
      case Status::clock_off:
        ++counts_.clock_off;
        break;
      case Status::busy:
      case Status::not_documented:
      case Status::not_open:
      case Status::unsupported:
        ++counts_.refused;
        break;
    }
  }
  if (!decision.is_look) note_reached(arrival);
}

void Tally::note_reached(const Arrival& arrival) {
  const auto* entry = plan::find_ports(ports_, arrival.transport, arrival.target.port);
  if (entry == nullptr) return;
  const auto index = static_cast<std::size_t>(entry - ports_.data());
  ++entries_[index].asks;
  auto& ports = reached_->at(arrival.transport == catalog::Transport::tcp ? 0 : 1);
  if (!ports.test(arrival.target.port)) ++entries_[index].ports;
  ports.set(arrival.target.port);
  const bool known = std::exchange(visits_[{index, arrival.source.address}], true);
  if (!known && watcher_) watcher_->reached({index, arrival.target.port, arrival.source.address, arrival.source.port, arrival.hops_left});
}

void Tally::note_call_back(catalog::Transport transport, const IpAddress& to, std::uint16_t port, const CallBackReport& report) {
  ++counts_.called_back;
  if (watcher_) watcher_->called_back({transport, to, port, report.error, report.rtt});
}

Counts Tally::counts() const {
  auto counts = counts_;
  counts.sources = sources_.size();
  return counts;
}

Summary Tally::summary() const {
  return {counts(), entries_};
}

}  // namespace flowvet::responder
