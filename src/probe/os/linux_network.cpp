// Linux: routes and interfaces from rtnetlink(7), names and proxies from the files that everybody reads.
#include "probe/os/linux_netlink.hpp"
#include "probe/os/network.hpp"
#include "probe/os/os.hpp"
#include "probe/proxy_settings.hpp"

#include <ifaddrs.h>
#include <linux/if_arp.h>
#include <net/if.h>
#include <netinet/in.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <fstream>
#include <iterator>
#include <map>

extern char** environ;

namespace flowvet::probe::os {

namespace {

std::string text_of(const char* path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

// --- interfaces

struct Interface {
  std::string name;
  Link link = Link::unknown;
  std::uint32_t mtu = 0;
};

/// The driver's own word for itself, as `ip -d link` shows it.
std::optional<Link> link_of_kind(std::string_view kind) {
  struct Kind {
    std::string_view word;
    Link link;
  };
  constexpr std::array kinds{Kind{"tun", Link::tun},          Kind{"wireguard", Link::wireguard}, Kind{"ppp", Link::ppp},
                             Kind{"xfrm", Link::ipsec},       Kind{"vti", Link::ipsec},           Kind{"vti6", Link::ipsec},
                             Kind{"gre", Link::tunnel},       Kind{"gretap", Link::tunnel},       Kind{"ip6gre", Link::tunnel},
                             Kind{"ip6gretap", Link::tunnel}, Kind{"ipip", Link::tunnel},         Kind{"sit", Link::tunnel},
                             Kind{"ip6tnl", Link::tunnel},    Kind{"l2tp", Link::tunnel}};
  const auto found = std::ranges::find(kinds, kind, &Kind::word);
  return found == kinds.end() ? std::nullopt : std::optional(found->link);
}

/// Where the driver has no such word.
Link link_of_hardware(std::uint16_t type) {
  switch (type) {
    case ARPHRD_LOOPBACK:
      return Link::loopback;
    case ARPHRD_PPP:
      return Link::ppp;
    case ARPHRD_TUNNEL:
    case ARPHRD_TUNNEL6:
    case ARPHRD_SIT:
    case ARPHRD_IPGRE:
      return Link::tunnel;
    case ARPHRD_NONE:
      return Link::tun;
    default:
      return Link::ordinary;  // a number of the kernel's, not an enumeration
  }
}

std::string c_string(std::span<const std::uint8_t> bytes) {
  return {bytes.begin(), std::ranges::find(bytes, std::uint8_t{0})};
}

Interface interface_of(Netlink& netlink, int index) {
  Interface result;
  ifinfomsg body{};
  body.ifi_index = index;
  netlink.ask(NetlinkRequest(RTM_GETLINK, 0, body), [&result](std::uint16_t type, std::span<const std::uint8_t> answer) {
    const auto head = value_of<ifinfomsg>(answer);
    if (type != RTM_NEWLINK || !head) return;
    result.link = link_of_hardware(head->ifi_type);
    each_attribute(answer.subspan(netlink_aligned(sizeof *head)), [&result](std::uint16_t name, std::span<const std::uint8_t> value) {
      if (name == IFLA_IFNAME) result.name = c_string(value);
      if (name == IFLA_MTU) result.mtu = value_of<std::uint32_t>(value).value_or(0);
      if (name != IFLA_LINKINFO) return;
      each_attribute(value, [&result](std::uint16_t info, std::span<const std::uint8_t> kind) {
        if (info == IFLA_INFO_KIND) result.link = link_of_kind(c_string(kind)).value_or(result.link);
      });
    });
  });
  return result;
}

// --- routes

std::optional<IpAddress> address_in(std::span<const std::uint8_t> bytes) {
  IpAddress address;
  if (bytes.size() != 4 && bytes.size() != 16) return std::nullopt;
  address.family = bytes.size() == 4 ? Family::v4 : Family::v6;
  std::ranges::copy(bytes, address.bytes.begin());
  return address;
}

/// RTA_VIA: a gateway of the other family.
std::optional<IpAddress> via_in(std::span<const std::uint8_t> bytes) {
  return bytes.size() > sizeof(std::uint16_t) ? address_in(bytes.subspan(sizeof(std::uint16_t))) : std::nullopt;
}

/// What kind of route it is decides before any packet is sent.
ErrorKind error_of_route(std::uint8_t type) {
  switch (type) {
    case RTN_UNREACHABLE:
      return ErrorKind::host_unreachable;
    case RTN_PROHIBIT:
      return ErrorKind::prohibited;
    case RTN_BLACKHOLE:
      return ErrorKind::net_unreachable;
    default:
      return ErrorKind::none;
  }
}

std::uint8_t width(Family family) {
  return family == Family::v4 ? 32 : 128;
}

class Routes {
 public:
  Way way_to(const IpAddress& target, const std::optional<IpAddress>& source) {
    rtmsg body{};
    body.rtm_family = target.family == Family::v4 ? AF_INET : AF_INET6;
    body.rtm_dst_len = width(target.family);
    if (source) body.rtm_src_len = width(target.family);
    NetlinkRequest request(RTM_GETROUTE, 0, body);
    const std::size_t size = target.family == Family::v4 ? 4 : 16;
    request.attribute(RTA_DST, target.bytes.data(), size);
    if (source) request.attribute(RTA_SRC, source->bytes.data(), size);
    if (target.scope != 0) request.attribute(RTA_OIF, &target.scope, sizeof target.scope);
    Way way;
    way.to = {target};
    way.source = source;
    const int error = netlink_.ask(request, [&](std::uint16_t type, std::span<const std::uint8_t> answer) {
      if (type == RTM_NEWROUTE) read(way, answer);
    });
    if (error != 0) way.error = error == EINVAL ? ErrorKind::net_unreachable : to_net_error(error).kind;
    return way;
  }

 private:
  void read(Way& way, std::span<const std::uint8_t> answer) {
    const auto head = value_of<rtmsg>(answer);
    if (!head) return;
    way.error = error_of_route(head->rtm_type);
    if (way.error != ErrorKind::none) return;
    each_attribute(answer.subspan(netlink_aligned(sizeof *head)), [&](std::uint16_t name, std::span<const std::uint8_t> value) {
      if (name == RTA_PREFSRC) way.source = address_in(value);
      if (name == RTA_GATEWAY) way.gateway = address_in(value);
      if (name == RTA_VIA) way.gateway = via_in(value);
      if (name == RTA_OIF) take_interface(way, value_of<int>(value).value_or(0));
    });
    if (head->rtm_type == RTN_LOCAL) way.link = Link::loopback;
  }

  void take_interface(Way& way, int index) {
    auto known = interfaces_.find(index);
    if (known == interfaces_.end()) known = interfaces_.emplace(index, interface_of(links_, index)).first;
    way.device = known->second.name;
    way.link = known->second.link;
    way.mtu = known->second.mtu;
  }

  Netlink netlink_{NETLINK_ROUTE};
  Netlink links_{NETLINK_ROUTE};
  std::map<int, Interface> interfaces_;
};

// --- names

/// An address as resolv.conf writes it: the zone is an interface's name.
std::optional<IpAddress> server_address(const std::string& word) {
  const auto percent = word.find('%');
  auto address = parse_address(word.substr(0, percent));
  if (address && percent != std::string::npos) address->scope = ::if_nametoindex(word.c_str() + percent + 1);
  return address;
}

void add_servers(ResolverSettings& settings, const names::ResolverFile& file, ServerSource from) {
  for (const std::string& word : file.servers) {
    const auto address = server_address(word);
    if (!address || std::ranges::find(settings.servers, *address, &NameServer::address) != settings.servers.end()) continue;
    settings.servers.push_back({*address, from, {}});
  }
}

// The stub of systemd-resolved(8), and where it writes down whom it asks itself.
constexpr std::string_view stub_of_resolved = "127.0.0.53";
constexpr const char* upstream_file = "/run/systemd/resolve/resolv.conf";

}  // namespace

std::vector<Way> ways_to(std::span<const IpAddress> targets, const std::optional<IpAddress>& source_v4,
                         const std::optional<IpAddress>& source_v6) {
  Routes routes;
  std::vector<Way> ways;
  for (const IpAddress& target : targets) add_way(ways, routes.way_to(target, target.family == Family::v4 ? source_v4 : source_v6));
  return ways;
}

bool has_global_address(Family family) {
  ifaddrs* list = nullptr;
  if (::getifaddrs(&list) != 0) return true;  // nothing is claimed that could not be seen
  bool found = false;
  for (const ifaddrs* entry = list; entry != nullptr && !found; entry = entry->ifa_next) {
    if (entry->ifa_addr == nullptr || (entry->ifa_flags & IFF_UP) == 0 || (entry->ifa_flags & IFF_LOOPBACK) != 0) continue;
    if (family == Family::v4) {
      found = entry->ifa_addr->sa_family == AF_INET;
    } else if (entry->ifa_addr->sa_family == AF_INET6) {
      const auto& address = reinterpret_cast<const sockaddr_in6*>(entry->ifa_addr)->sin6_addr;
      found = !IN6_IS_ADDR_LINKLOCAL(&address);
    }
  }
  ::freeifaddrs(list);
  return found;
}

ResolverSettings resolver_settings() {
  ResolverSettings settings;
  settings.file = names::parse_resolv_conf(text_of("/etc/resolv.conf"));
  add_servers(settings, settings.file, ServerSource::system);
  if (std::ranges::find(settings.file.servers, stub_of_resolved) != settings.file.servers.end())
    add_servers(settings, names::parse_resolv_conf(text_of(upstream_file)), ServerSource::systemd_resolved);
  return settings;
}

std::string hosts_file() {
  return text_of("/etc/hosts");
}

std::vector<ProxySetting> proxy_settings() {
  std::vector<ProxySetting> settings;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view line = *entry;
    const auto equals = line.find('=');
    if (equals == std::string_view::npos || equals + 1 == line.size() || !is_proxy_variable(line.substr(0, equals))) continue;
    settings.push_back({"environment", std::string(line.substr(0, equals)), without_credentials(line.substr(equals + 1))});
  }
  std::ranges::sort(settings, {}, &ProxySetting::name);
  std::ranges::move(proxies_in_environment_file(text_of("/etc/environment"), "/etc/environment"), std::back_inserter(settings));
  return settings;
}

}  // namespace flowvet::probe::os
