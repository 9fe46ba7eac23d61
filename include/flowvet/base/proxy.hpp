// An explicit HTTP proxy as a plain value: where it listens, no credentials.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace flowvet::base {

struct Proxy {
  std::string host;  ///< name or address
  std::uint16_t port = 0;

  friend bool operator==(const Proxy&, const Proxy&) = default;
};

/// `host:port`, an IPv6 address in brackets (RFC 3986 section 3.2).
std::string to_authority(std::string_view host, std::uint16_t port);

/// "proxy01.corp.example:3128".
std::string to_text(const Proxy& proxy);

}  // namespace flowvet::base

namespace flowvet {
using namespace base;
}
