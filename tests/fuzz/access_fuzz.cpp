// What clients show at the agent's door, a line of Host and one of Authorization: the token opens, nothing that merely resembles it, and no
// name of somebody else's domain passes for this host.
#include "agent/http/access.hpp"
#include "require.hpp"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>

using namespace flowvet::agent::http;

namespace {

constexpr std::string_view token = "0123456789abcdef";

bool opens(const Access& access, std::string_view host, std::string_view authorization) {
  return !refusal(access, {host, authorization});
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  const std::string host{text.substr(0, text.find('\n'))};
  const auto authorization = text.substr(std::min(host.size() + 1, text.size()));

  const Access by_token{std::make_shared<const flowvet::Secret>("fuzz", std::string{token}), false};
  const bool names_scheme = authorization.starts_with('B') || authorization.starts_with('b');  // Bearer, Basic
  if (opens(by_token, host, authorization)) REQUIRE_ALWAYS(names_scheme && authorization.size() > token.size());
  REQUIRE_ALWAYS(opens(by_token, host, "Bearer " + std::string{token}));
  REQUIRE_ALWAYS(!opens(by_token, host, "Bearer " + std::string{token} + std::string{authorization} + "x"));

  REQUIRE_ALWAYS(opens({}, host, "") == opens({}, host, authorization));
  const auto name = host.substr(0, host.find(':'));
  if (!host.starts_with('[')) REQUIRE_ALWAYS(!opens({}, name + ".evil.example", ""));
  REQUIRE_ALWAYS(!opens({}, "evil.example:" + host, ""));
  return 0;
}
