// Proxy settings that programs of this host may follow. Pure.
#pragma once

#include "flowvet/probe/identity.hpp"

#include <string_view>
#include <vector>

namespace flowvet::probe {

/// "http://user:secret@proxy:3128" without "user:secret@", whatever the rest looks like.
std::string without_credentials(std::string_view url);

/// Whether programs take a variable of this name for a proxy setting: http_proxy, HTTPS_PROXY, no_proxy, ...
bool is_proxy_variable(std::string_view name);

/// The settings in a file of `NAME=value` lines, as /etc/environment has them (pam_env(8)).
std::vector<ProxySetting> proxies_in_environment_file(std::string_view text, const std::string& where);

}  // namespace flowvet::probe
