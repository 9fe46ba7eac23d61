// The few interfaces that have names here: those that flows of the paper go to, and those that stand beside them on every Windows
// host, so that a report can say whose port is closed.
#include "flowvet/base/rpc_interface.hpp"

#include <algorithm>
#include <string_view>

namespace flowvet::base {
namespace {

struct Known {
  std::string_view id;
  std::string_view name;
  bool needed;
};

constexpr Known table[] = {
    {"91ae6020-9e3c-11cf-8d7c-00aa00c091be", "certificate-request", true},    // [MS-ICPR]
    {"e3514235-4b06-11d1-ab04-00c04fc2dcd2", "directory-replication", true},  // [MS-DRSR]
    {"12345778-1234-abcd-ef00-0123456789ab", "lsa", true},                    // [MS-LSAD]
    {"12345678-1234-abcd-ef00-01234567cffb", "netlogon", true},               // [MS-NRPC]
    {"12345778-1234-abcd-ef00-0123456789ac", "sam", true},                    // [MS-SAMR]
    {"897e2e5f-93f3-4376-9c9c-fd2277495c27", "dfs-replication", false},       // [MS-FRS2]
    {"50abc2a4-574d-40b3-9d66-ee4fd5fba076", "dns-server", false},            // [MS-DNSP]
    {"f6beaff7-1e19-4fbb-9f8f-b89e2018337c", "event-log", false},             // [MS-EVEN6]
    {"12345678-1234-abcd-ef00-0123456789ab", "print-spooler", false},         // [MS-RPRN]
    {"338cd001-2244-31f1-aaaa-900038001003", "registry", false},              // [MS-RRP]
    {"367abb81-9844-35f1-ad32-98f038001003", "service-control", false},       // [MS-SCMR]
    {"d95afe70-a6d5-4259-822e-2c84da1ddb0d", "shutdown", false},              // [MS-RSP]
    {"86d35949-83c9-4044-b424-db363231fd0c", "task-scheduler", false},        // [MS-TSCH]
};

const Known* find(const Uuid& id) {
  const auto found = std::ranges::find(table, to_text(id), &Known::id);
  return found == std::end(table) ? nullptr : found;
}

}  // namespace

std::string to_text(const Uuid& id) {
  constexpr std::string_view digits = "0123456789abcdef";
  // The order in which people write the bytes.
  constexpr std::array<std::size_t, 16> order{3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15};
  std::string text;
  for (std::size_t i = 0; i < order.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) text += '-';
    const std::uint8_t byte = id[order[i]];
    text += {digits[byte >> 4U], digits[byte & 0x0FU]};
  }
  return text;
}

std::string name_of(const RpcInterface& rpc) {
  const auto* known = find(rpc.id);
  return known ? std::string(known->name) : to_text(rpc.id);
}

bool has_name(const RpcInterface& rpc) {
  return find(rpc.id) != nullptr;
}

bool is_needed(const RpcInterface& rpc) {
  const auto* known = find(rpc.id);
  return known && known->needed;
}

bool any_needed(const std::vector<RpcEndpoint>& endpoints) {
  return std::ranges::any_of(endpoints, [](const RpcEndpoint& endpoint) { return is_needed(endpoint.served); });
}

}  // namespace flowvet::base
