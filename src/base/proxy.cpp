// Host and port as one text.
#include "flowvet/base/proxy.hpp"

namespace flowvet::base {

std::string to_authority(std::string_view host, std::uint16_t port) {
  const bool v6 = host.find(':') != std::string_view::npos;
  return (v6 ? "[" + std::string(host) + "]" : std::string(host)) + ":" + std::to_string(port);
}

std::string to_text(const Proxy& proxy) {
  return to_authority(proxy.host, proxy.port);
}

}  // namespace flowvet::base
