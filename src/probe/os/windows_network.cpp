// Windows: the same from the IP Helper. What it does not tell in this way is left out, never guessed.
#include "probe/os/network.hpp"
#include "probe/os/os.hpp"
#include "probe/proxy_settings.hpp"

#include <winsock2.h>
#include <ws2tcpip.h>

#include <iphlpapi.h>
#include <netioapi.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <fstream>
#include <iterator>

namespace flowvet::probe::os {

namespace {

constexpr ULONG wintun = 53;  // IF_TYPE_PROP_VIRTUAL: WireGuard and most VPN clients

Link link_of(ULONG type) {
  switch (type) {
    case IF_TYPE_SOFTWARE_LOOPBACK:
      return Link::loopback;
    case IF_TYPE_PPP:
      return Link::ppp;
    case IF_TYPE_TUNNEL:
      return Link::tunnel;
    case wintun:
      return Link::tun;
    default:
      return Link::ordinary;  // a number of IANA's, not an enumeration
  }
}

SOCKADDR_INET to_native(const IpAddress& address) {
  SOCKADDR_INET native{};
  if (address.family == Family::v4) {
    native.Ipv4.sin_family = AF_INET;
    std::memcpy(&native.Ipv4.sin_addr, address.bytes.data(), 4);
  } else {
    native.Ipv6.sin6_family = AF_INET6;
    std::memcpy(&native.Ipv6.sin6_addr, address.bytes.data(), 16);
    native.Ipv6.sin6_scope_id = address.scope;
  }
  return native;
}

IpAddress from_native(const sockaddr* native) {
  IpAddress address;
  if (native->sa_family == AF_INET) {
    std::memcpy(address.bytes.data(), &reinterpret_cast<const sockaddr_in*>(native)->sin_addr, 4);
  } else {
    const auto* v6 = reinterpret_cast<const sockaddr_in6*>(native);
    address.family = Family::v6;
    std::memcpy(address.bytes.data(), &v6->sin6_addr, 16);
    address.scope = static_cast<std::uint32_t>(v6->sin6_scope_id);
  }
  return address;
}

bool is_unspecified(const IpAddress& address) {
  return std::ranges::all_of(address.bytes, [](std::uint8_t byte) { return byte == 0; });
}

std::string to_utf8(const wchar_t* text) {
  const int size = ::WideCharToMultiByte(CP_UTF8, 0, text, -1, nullptr, 0, nullptr, nullptr);
  if (size <= 1) return {};
  std::string result(static_cast<std::size_t>(size), '\0');
  ::WideCharToMultiByte(CP_UTF8, 0, text, -1, result.data(), size, nullptr, nullptr);
  result.pop_back();
  return result;
}

Way way_to(const IpAddress& target, const std::optional<IpAddress>& source) {
  Way way;
  way.to = {target};
  way.source = source;
  const SOCKADDR_INET to = to_native(target);
  const SOCKADDR_INET from = source ? to_native(*source) : SOCKADDR_INET{};
  MIB_IPFORWARD_ROW2 route{};
  SOCKADDR_INET best{};
  if (::GetBestRoute2(nullptr, 0, source ? &from : nullptr, &to, 0, &route, &best) != NO_ERROR) {
    way.error = ErrorKind::net_unreachable;
    return way;
  }
  way.source = from_native(reinterpret_cast<const sockaddr*>(&best));
  const auto gateway = from_native(reinterpret_cast<const sockaddr*>(&route.NextHop));
  if (!is_unspecified(gateway)) way.gateway = gateway;
  MIB_IF_ROW2 interface_row{};
  interface_row.InterfaceLuid = route.InterfaceLuid;
  if (::GetIfEntry2(&interface_row) != NO_ERROR) return way;
  way.device = to_utf8(interface_row.Alias);
  way.link = link_of(interface_row.Type);
  way.mtu = interface_row.Mtu;
  return way;
}

/// Calls `read` for each adapter that is up.
template <class Read>
void each_adapter(Read&& read) {
  constexpr ULONG flags = GAA_FLAG_SKIP_ANYCAST | GAA_FLAG_SKIP_MULTICAST;
  ULONG size = 0;
  ::GetAdaptersAddresses(AF_UNSPEC, flags, nullptr, nullptr, &size);
  std::vector<std::uint8_t> buffer(size);
  auto* first = reinterpret_cast<IP_ADAPTER_ADDRESSES*>(buffer.data());
  if (size == 0 || ::GetAdaptersAddresses(AF_UNSPEC, flags, nullptr, first, &size) != NO_ERROR) return;
  for (const auto* adapter = first; adapter != nullptr; adapter = adapter->Next)
    if (adapter->OperStatus == IfOperStatusUp) read(*adapter);
}

std::string environment_value(const char* name) {
  const DWORD size = ::GetEnvironmentVariableA(name, nullptr, 0);
  if (size <= 1) return {};
  std::string value(size, '\0');
  value.resize(::GetEnvironmentVariableA(name, value.data(), size));
  return value;
}

/// What browsers and most programs of this user go by.
std::string internet_setting(const char* name) {
  constexpr const char* key = R"(Software\Microsoft\Windows\CurrentVersion\Internet Settings)";
  DWORD size = 0;
  if (::RegGetValueA(HKEY_CURRENT_USER, key, name, RRF_RT_REG_SZ, nullptr, nullptr, &size) != ERROR_SUCCESS || size <= 1) return {};
  std::string value(size, '\0');
  if (::RegGetValueA(HKEY_CURRENT_USER, key, name, RRF_RT_REG_SZ, nullptr, value.data(), &size) != ERROR_SUCCESS) return {};
  value.resize(std::strlen(value.c_str()));
  return value;
}

bool is_internet_proxy_on() {
  constexpr const char* key = R"(Software\Microsoft\Windows\CurrentVersion\Internet Settings)";
  DWORD on = 0, size = sizeof on;
  return ::RegGetValueA(HKEY_CURRENT_USER, key, "ProxyEnable", RRF_RT_REG_DWORD, nullptr, &on, &size) == ERROR_SUCCESS && on != 0;
}

}  // namespace

std::vector<Way> ways_to(std::span<const IpAddress> targets, const std::optional<IpAddress>& source_v4,
                         const std::optional<IpAddress>& source_v6) {
  std::vector<Way> ways;
  for (const IpAddress& target : targets) add_way(ways, way_to(target, target.family == Family::v4 ? source_v4 : source_v6));
  return ways;
}

bool has_global_address(Family family) {
  bool found = false;
  each_adapter([&](const IP_ADAPTER_ADDRESSES& adapter) {
    for (const auto* entry = adapter.FirstUnicastAddress; entry != nullptr; entry = entry->Next) {
      const sockaddr* address = entry->Address.lpSockaddr;
      if (adapter.IfType == IF_TYPE_SOFTWARE_LOOPBACK) continue;
      if (family == Family::v4) found |= address->sa_family == AF_INET;
      if (family == Family::v6 && address->sa_family == AF_INET6)
        found |= !IN6_IS_ADDR_LINKLOCAL(&reinterpret_cast<const sockaddr_in6*>(address)->sin6_addr);
    }
  });
  return found;
}

ResolverSettings resolver_settings() {
  ResolverSettings settings;
  each_adapter([&settings](const IP_ADAPTER_ADDRESSES& adapter) {
    for (const auto* entry = adapter.FirstDnsServerAddress; entry != nullptr; entry = entry->Next) {
      const IpAddress address = from_native(entry->Address.lpSockaddr);
      if (std::ranges::find(settings.servers, address, &NameServer::address) == settings.servers.end())
        settings.servers.push_back({address, ServerSource::system, {}});
    }
    const std::string suffix = to_utf8(adapter.DnsSuffix);
    if (!suffix.empty() && std::ranges::find(settings.file.search, suffix) == settings.file.search.end())
      settings.file.search.push_back(suffix);
  });
  return settings;
}

std::string hosts_file() {
  std::array<char, MAX_PATH> folder{};
  const UINT size = ::GetSystemDirectoryA(folder.data(), static_cast<UINT>(folder.size()));
  if (size == 0 || size >= folder.size()) return {};
  std::ifstream file(std::string(folder.data()) + R"(\drivers\etc\hosts)");
  return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<ProxySetting> proxy_settings() {
  std::vector<ProxySetting> settings;
  for (const char* name : {"all_proxy", "http_proxy", "https_proxy", "no_proxy"})  // names have no letter case here
    if (const auto value = environment_value(name); !value.empty()) settings.push_back({"environment", name, without_credentials(value)});
  constexpr const char* where = "Internet settings of this user";
  if (const auto proxy = internet_setting("ProxyServer"); is_internet_proxy_on() && !proxy.empty())
    settings.push_back({where, "ProxyServer", without_credentials(proxy)});
  if (const auto script = internet_setting("AutoConfigURL"); !script.empty())
    settings.push_back({where, "AutoConfigURL", without_credentials(script)});
  return settings;
}

}  // namespace flowvet::probe::os
