// Names of RPC interfaces, and which of them documented flows need.
#include "flowvet/base/rpc_interface.hpp"

#include <doctest/doctest.h>

namespace flowvet {
namespace {

constexpr RpcInterface netlogon{{0x78, 0x56, 0x34, 0x12, 0x34, 0x12, 0xcd, 0xab, 0xef, 0x00, 0x01, 0x23, 0x45, 0x67, 0xcf, 0xfb}, 1};
constexpr RpcInterface event_log{{0xf7, 0xaf, 0xbe, 0xf6, 0x19, 0x1e, 0xbb, 0x4f, 0x9f, 0x8f, 0xb8, 0x9e, 0x20, 0x18, 0x33, 0x7c}, 1};
constexpr RpcInterface management{{0x80, 0xbd, 0xa8, 0xaf, 0x8a, 0x7d, 0xc9, 0x11, 0xbe, 0xf4, 0x08, 0x00, 0x2b, 0x10, 0x29, 0x89}, 1};

TEST_CASE("a UUID is written as people know it") {
  CHECK(to_text(management.id) == "afa8bd80-7d8a-11c9-bef4-08002b102989");
}

TEST_CASE("an interface is called by its name, or by its UUID") {
  CHECK(name_of(netlogon) == "netlogon");
  CHECK(has_name(netlogon));
  CHECK(name_of(management) == "afa8bd80-7d8a-11c9-bef4-08002b102989");
  CHECK_FALSE(has_name(management));
}

TEST_CASE("documented flows need netlogon, not the event log nor what nobody has heard of") {
  CHECK(is_needed(netlogon));
  CHECK_FALSE(is_needed(event_log));
  CHECK_FALSE(is_needed(management));
  CHECK(any_needed({{49152, event_log}, {49152, netlogon}}));
  CHECK_FALSE(any_needed({{49152, event_log}}));
  CHECK_FALSE(any_needed({}));
}

}  // namespace
}  // namespace flowvet
