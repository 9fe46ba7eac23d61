// Addresses between our plain value and Asio's; the same on every system.
#include "probe/os/os.hpp"

#include <algorithm>

namespace flowvet::probe::os {

asio::ip::address to_asio(const IpAddress& address) {
  if (address.family == Family::v6) return asio::ip::address_v6(address.bytes, address.scope);
  asio::ip::address_v4::bytes_type bytes;
  std::copy_n(address.bytes.begin(), bytes.size(), bytes.begin());
  return asio::ip::address_v4(bytes);
}

IpAddress from_asio(const asio::ip::address& address) {
  IpAddress result;
  if (address.is_v6()) {
    result.family = Family::v6;
    result.bytes = address.to_v6().to_bytes();
    result.scope = static_cast<std::uint32_t>(address.to_v6().scope_id());
  } else {
    const auto bytes = address.to_v4().to_bytes();
    std::copy(bytes.begin(), bytes.end(), result.bytes.begin());
  }
  return result;
}

}  // namespace flowvet::probe::os
