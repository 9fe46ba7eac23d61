// A proxy as people write it, in a site file or after --proxy: `host:port` or `http://host:port`.
#pragma once

#include "base/host_name.hpp"
#include "flowvet/base/proxy.hpp"

#include <string>
#include <string_view>
#include <variant>

namespace flowvet::site {

/// The proxy, or why the text names none and what to write instead.
std::variant<Proxy, HostFlaw> parse_proxy(std::string_view text);

/// The text with a user name and password, which no message may repeat, left out.
std::string without_credentials(std::string_view text);

}  // namespace flowvet::site
