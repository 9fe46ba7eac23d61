// Opens ports one by one. What fails is told with its reason; who holds a taken port is looked up once, for all of them.
#include "responder/sockets.hpp"

#include "plan/sample_ports.hpp"
#include "probe/os/listening.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace flowvet::responder {
namespace {

namespace asio = boost::asio;
namespace os = probe::os;
using catalog::Transport;
using probe::ErrorKind;
using probe::NetError;

// Of the descriptors that are free, this many stay for connections: a quarter, up to all that a responder would ever hold.
constexpr std::size_t most_for_connections = 20'480;

Obstacle obstacle_of(ErrorKind kind) {
  if (kind == ErrorKind::port_taken) return Obstacle::taken;
  if (kind == ErrorKind::no_privilege) return Obstacle::no_privilege;
  if (kind == ErrorKind::no_descriptors) return Obstacle::no_descriptors;
  if (kind == ErrorKind::no_source_address) return Obstacle::no_address;
  return Obstacle::other;
}

bool is_wildcard(const IpAddress& address) {
  return std::ranges::all_of(address.bytes, [](std::uint8_t byte) { return byte == 0; });
}

std::vector<IpAddress> wildcards() {
  return {os::from_asio(asio::ip::address_v4::any()), os::from_asio(asio::ip::address_v6::any())};
}

std::vector<OpenPorts> ranges_of(const std::set<Place>& places) {
  std::vector<OpenPorts> ranges;
  for (const auto& [transport, port] : places) {
    const bool follows = !ranges.empty() && ranges.back().transport == transport && std::uint32_t{ranges.back().ports.last} + 1 == port;
    if (follows)
      ranges.back().ports.last = port;
    else
      ranges.push_back({transport, {port, port}});
  }
  return ranges;
}

/// Opens sockets into `result_`, and knows what is open already.
class Opening {
 public:
  Opening(asio::io_context& context, const ListenOptions& options)
      : context_(context), addresses_(options.addresses.empty() ? wildcards() : options.addresses) {
    const auto free = os::free_descriptors();
    budget_ = free - std::min(free / 4, most_for_connections);
  }

  void adopt_inherited() {
    for (const auto& inherited : os::take_inherited()) {
      const Place place{inherited.transport, inherited.port};
      const NetError error =
          inherited.transport == Transport::tcp ? os::adopt(add_stream(place), inherited) : os::adopt(add_datagrams(place), inherited);
      if (error.kind != ErrorKind::none) {
        take_back(place);
        continue;
      }
      ++result_.opened.inherited;
      inherited_.insert(place);
      note_open(place, inherited.address);
    }
  }

  void open(const Place& place) {
    if (inherited_.contains(place)) return;
    for (const auto& address : addresses_) open(place, address);
  }

  Sockets finish(std::size_t wanted) {
    auto& opened = result_.opened;
    opened.wanted = wanted;
    opened.ports = open_.size();
    opened.open = ranges_of(open_);
    opened.addresses.assign(used_.begin(), used_.end());
    forget_absent_family();
    name_holders();
    opened.not_opened = joined(std::move(opened.not_opened));
    return std::move(result_);
  }

 private:
  asio::ip::tcp::acceptor& add_stream(const Place& place) {
    return result_.streams.emplace_back(StreamPort{asio::ip::tcp::acceptor(context_), place.port}).acceptor;
  }
  asio::ip::udp::socket& add_datagrams(const Place& place) {
    return result_.datagrams.emplace_back(DatagramPort{asio::ip::udp::socket(context_), place.port}).socket;
  }
  void take_back(const Place& place) { place.transport == Transport::tcp ? result_.streams.pop_back() : result_.datagrams.pop_back(); }

  void open(const Place& place, const IpAddress& address) {
    const NetError error = budget_ == 0 ? NetError{ErrorKind::no_descriptors, 0} : try_open(place, address);
    if (error.kind == ErrorKind::none) {
      --budget_;
      note_open(place, address);
    } else {
      if (error.kind == ErrorKind::no_descriptors) budget_ = 0;
      result_.opened.not_opened.push_back({place.transport, {place.port, place.port}, address, obstacle_of(error.kind), {}, error.code});
    }
  }

  NetError try_open(const Place& place, const IpAddress& address) {
    const auto where = os::to_asio(address);
    const NetError error = place.transport == Transport::tcp ? os::open_listener(add_stream(place), {where, place.port})
                                                             : os::open_datagrams(add_datagrams(place), {where, place.port});
    if (error.kind != ErrorKind::none) take_back(place);
    return error;
  }

  void note_open(const Place& place, const IpAddress& address) {
    open_.insert(place);
    used_.insert(address);
  }

  /// A host without IPv6 is no news, port by port; that nothing is open there shows in Opened::addresses.
  void forget_absent_family() {
    std::erase_if(result_.opened.not_opened, [this](const NotOpened& entry) {
      return entry.obstacle == Obstacle::no_address && is_wildcard(entry.address) && !used_.empty();
    });
  }

  void name_holders() {
    auto& list = result_.opened.not_opened;
    if (std::ranges::none_of(list, [](const NotOpened& entry) { return entry.obstacle == Obstacle::taken; })) return;
    std::map<std::pair<Place, Family>, std::string> holders;
    for (auto& holder : os::port_holders()) {
      auto& name = holders[{{holder.transport, holder.port}, holder.address.family}];
      if (name.empty()) name = std::move(holder.program);
    }
    for (auto& entry : list) {
      if (entry.obstacle != Obstacle::taken) continue;
      const Place place{entry.transport, entry.ports.first};
      entry.holder = holders[{place, entry.address.family}];
      // One IPv6 socket may hold the port of both families.
      if (entry.holder.empty()) entry.holder = holders[{place, Family::v6}];
    }
  }

  asio::io_context& context_;
  std::vector<IpAddress> addresses_;
  std::size_t budget_ = 0;
  Sockets result_;
  std::set<Place> open_;
  std::set<Place> inherited_;
  std::set<IpAddress> used_;
};

void add_once(std::vector<Place>& order, std::set<Place>& known, const Place& place) {
  if (known.insert(place).second) order.push_back(place);
}

void add_range(std::vector<Place>& order, std::set<Place>& known, const plan::InboundPorts& entry) {
  for (std::uint32_t port = entry.ports.first; port <= entry.ports.last; ++port)
    add_once(order, known, {entry.transport, static_cast<std::uint16_t>(port)});
}

bool same_reason(const NotOpened& one, const NotOpened& other) {
  return one.transport == other.transport && one.address == other.address && one.obstacle == other.obstacle && one.holder == other.holder &&
         one.code == other.code;
}

}  // namespace

std::vector<Place> opening_order(std::span<const plan::InboundPorts> ports) {
  std::vector<Place> order;
  std::set<Place> known;
  for (const auto& entry : ports)
    if (entry.ports.size() <= plan::whole_range_limit) add_range(order, known, entry);
  for (const auto& entry : ports)
    for (const auto port : plan::sample_ports(std::vector{entry.ports}, false).ports) add_once(order, known, {entry.transport, port});
  for (const auto& entry : ports) add_range(order, known, entry);
  return order;
}

Sockets open_sockets(asio::io_context& context, const ListenOptions& options) {
  const auto order = opening_order(options.inbound.ports);
  Opening opening(context, options);
  opening.adopt_inherited();
  for (const auto& place : order) opening.open(place);
  return opening.finish(order.size());
}

std::vector<NotOpened> joined(std::vector<NotOpened> list) {
  std::ranges::stable_sort(list, {}, [](const NotOpened& entry) { return std::tuple(entry.transport, entry.address, entry.ports.first); });
  std::vector<NotOpened> result;
  for (auto& entry : list) {
    const bool follows =
        !result.empty() && same_reason(result.back(), entry) && std::uint32_t{result.back().ports.last} + 1 == entry.ports.first;
    if (follows)
      result.back().ports.last = entry.ports.last;
    else
      result.push_back(std::move(entry));
  }
  return result;
}

}  // namespace flowvet::responder
