// What a responder has seen, counted for its live view; memory is bounded whatever arrives.
#pragma once

#include "flowvet/responder/listen.hpp"
#include "responder/bounded_map.hpp"
#include "responder/desk.hpp"

#include <bitset>
#include <memory>

namespace flowvet::responder {

class Tally {
 public:
  explicit Tally(std::vector<plan::InboundPorts> ports);

  /// One message of a stream or one datagram, and what was decided.
  void note(const Arrival& arrival, const Decision& decision);
  void note_stranger_connection() { ++counts_.stranger_connections; }
  void note_call_back(catalog::Transport transport, const IpAddress& to, std::uint16_t port, const CallBackReport& report);

  void watch(Watcher* watcher) { watcher_ = watcher; }
  [[nodiscard]] Counts counts() const;
  [[nodiscard]] Summary summary() const;

 private:
  static constexpr std::size_t most_remembered = 1U << 16U;

  struct SourceHash {
    std::size_t operator()(const IpAddress& address) const { return boost::hash_range(address.bytes.begin(), address.bytes.end()); }
  };
  struct VisitHash {
    std::size_t operator()(const std::pair<std::size_t, IpAddress>& visit) const {
      auto value = SourceHash{}(visit.second);
      boost::hash_combine(value, visit.first);
      return value;
    }
  };
  using PortSet = std::bitset<65536>;

  void note_client(const Arrival& arrival, const Decision& decision);
  void note_reached(const Arrival& arrival);

  std::vector<plan::InboundPorts> ports_;
  std::vector<EntryCount> entries_;
  std::unique_ptr<std::array<PortSet, 2>> reached_ = std::make_unique<std::array<PortSet, 2>>();  ///< TCP, UDP
  BoundedMap<IpAddress, bool, SourceHash> sources_{most_remembered};
  BoundedMap<std::pair<std::size_t, IpAddress>, bool, VisitHash> visits_{most_remembered};
  Counts counts_;
  Watcher* watcher_ = nullptr;
};

}  // namespace flowvet::responder
