// The endpoint mapper: the whole list, in fragments and pages, or a plain refusal of it.
#include "probe/handshakes/epm_message.hpp"
#include "support/rpc_units.hpp"
#include "support/scripted_channel.hpp"

#include <doctest/doctest.h>

namespace flowvet::probe {
Task<Io<Finding>> epm(Channel&, Peer);
}  // namespace flowvet::probe

using namespace flowvet;
using namespace flowvet::probe;
using test::epm_page;
using test::fault_unit;
using test::result_unit;
using test::Script;

namespace {

constexpr std::uint32_t call_id = 0x31383f46;  // from the scripted peer's nonce
constexpr std::uint8_t first = test::first_fragment, last = test::last_fragment;

const EpmHandle at_the_end{};
const EpmHandle more = [] {
  EpmHandle handle{};
  handle.fill(0x5a);
  return handle;
}();

constexpr RpcInterface netlogon{{0x78, 0x56, 0x34, 0x12, 0x34, 0x12, 0xcd, 0xab, 0xef, 0x00, 0x01, 0x23, 0x45, 0x67, 0xcf, 0xfb}, 1};

Bytes tower(std::uint8_t port_kind, std::uint16_t port) {
  return test::tower(port_kind, port, netlogon);
}

Bytes bound(std::uint16_t result = 0, std::uint16_t reason = 0) {
  return test::bind_ack(call_id, {{result, reason}});
}

Bytes question(std::uint32_t call, const EpmHandle& handle) {
  return rpc_request(call, ept_lookup, epm_lookup_arguments(handle));
}

Script begin() {
  return Script().expects(rpc_bind(call_id, std::vector{endpoint_mapper})).replies(bound()).expects(question(call_id + 1, at_the_end));
}

const std::vector<Bytes> towers{tower(0x07, 49153), tower(0x0f, 0), tower(0x07, 49152), tower(0x07, 135)};

}  // namespace

TEST_CASE("an endpoint mapper's list proves it, whole or not at all") {
  test::fail_at_every_step(epm, begin().replies(result_unit(call_id + 1, epm_page(at_the_end, towers))));
  test::refuse_wrong_speakers(epm);
}

TEST_CASE("an endpoint mapper's list is put together from fragments and pages, each of which must come") {
  const Bytes one = epm_page(more, {towers[0], towers[1]});
  const ByteView whole(one);
  const Bytes other = epm_page(at_the_end, {towers[2], towers[3]});
  Script script = begin();
  script.replies(result_unit(call_id + 1, whole.first(50), first)).replies(result_unit(call_id + 1, whole.subspan(50, 30), 0));
  script.replies(result_unit(call_id + 1, whole.subspan(80), last));
  script.expects(question(call_id + 2, more)).replies(result_unit(call_id + 2, other));
  test::fail_at_every_step(epm, script);
  const auto finding = test::play(epm, script);
  CHECK(finding->facts ==
        std::vector<Fact>{
            {"epm.endpoints", "4"}, {"epm.port-count", "2"}, {"epm.ports", "49152,49153"}, {"epm.netlogon", "135,49152,49153"}});
  CHECK(finding->endpoints == std::vector<RpcEndpoint>{{49153, netlogon}, {0, netlogon}, {49152, netlogon}, {135, netlogon}});
}

TEST_CASE("what an endpoint mapper listed before it refused the rest is kept") {
  const Bytes denied = fault_unit(call_id + 2, 5);
  Script script = begin();
  script.replies(result_unit(call_id + 1, epm_page(more, {towers[0]}))).expects(question(call_id + 2, more)).replies(denied);
  const auto finding = test::play(epm, script);
  REQUIRE(test::proves(finding));
  CHECK(finding->endpoints == std::vector<RpcEndpoint>{{49153, netlogon}});
  CHECK(finding->facts.back() == Fact{"epm.fault", "5"});
}

TEST_CASE("both halves of an interface's version are read, and a tower without them names nothing") {
  Bytes with_minor = tower(0x07, 49153);
  constexpr std::size_t minor_at = 2 + 2 + 19 + 2;
  with_minor[minor_at] = 7;
  const auto versioned = parse_epm_page(epm_page(at_the_end, {with_minor}));
  REQUIRE(versioned);
  CHECK(versioned->endpoints == std::vector<RpcEndpoint>{{49153, {netlogon.id, 0x00070001}}});
  const Bytes no_version = Writer().u16_little(4).u16_little(17).u8(0x0d).raw(netlogon.id).u16_little(0).zeros(12).bytes();
  CHECK(parse_epm_page(epm_page(at_the_end, {no_version}))->endpoints.empty());
}

TEST_CASE("an endpoint mapper's list ends with the status that says so") {
  Script script = begin();
  script.replies(result_unit(call_id + 1, epm_page(more, {towers[0]})));
  script.expects(question(call_id + 2, more)).replies(result_unit(call_id + 2, epm_page(more, {}, epm_no_more)));
  const auto finding = test::play(epm, script);
  REQUIRE(test::proves(finding));
  CHECK(finding->facts.front() == Fact{"epm.endpoints", "1"});
}

TEST_CASE("an endpoint mapper that never ends its list is left") {
  Script script = begin();
  script.replies(result_unit(call_id + 1, epm_page(more, {towers[0]})));
  for (std::uint32_t i = 2; i <= 16; ++i)
    script.expects(question(call_id + i, more)).replies(result_unit(call_id + i, epm_page(more, {towers[0]})));
  const auto finding = test::play(epm, script);
  REQUIRE(test::proves(finding));
  CHECK(finding->facts.front() == Fact{"epm.endpoints", "16"});
}

TEST_CASE("an endpoint mapper that refuses is there") {
  const Bytes denied = fault_unit(call_id + 1, 5);
  const auto no_list = test::play(epm, begin().replies(denied));
  REQUIRE(test::proves(no_list));
  CHECK(no_list->facts == std::vector<Fact>{{"epm.fault", "5"}});
  CHECK(no_list->detail == "endpoint mapper refuses to list its endpoints");
  CHECK(no_list->endpoints.empty());
  CHECK(test::proves(test::play(epm, Script().expects_anything().replies(test::rpc_unit(test::rpc_bind_nak, call_id, {0, 0})))));
  CHECK(test::proves(test::play(epm, Script().expects_anything().replies(bound(2, 3)))));
}

TEST_CASE("an RPC server without an endpoint mapper is another service") {
  CHECK(test::play(epm, Script().expects_anything().replies(bound(2, 1)))->reply == Reply::mismatched);
}

TEST_CASE("a result of another call, out of order, empty or endless is not taken") {
  const Bytes whole = epm_page(at_the_end, towers);
  const auto refused = [](const Script& script) {
    const auto finding = test::play(epm, script);
    return finding.has_value() && finding->reply == Reply::mismatched;
  };
  CHECK(refused(begin().replies(result_unit(call_id, whole))));
  CHECK(refused(begin().replies(result_unit(call_id + 1, whole, last))));
  CHECK(refused(begin().replies(result_unit(call_id + 1, whole, first)).replies(result_unit(call_id + 1, whole, first | last))));
  CHECK(refused(begin().replies(result_unit(call_id + 1, {}, first))));
  CHECK(refused(begin().echoes()));
  Script endless = begin();
  for (int i = 0; i < 70; ++i) endless.replies(result_unit(call_id + 1, Bytes(4200, 0), i == 0 ? first : 0));
  CHECK(refused(endless));
}

TEST_CASE("a page that lies about its counts or sizes is refused") {
  const Bytes whole = epm_page(at_the_end, towers);
  REQUIRE(parse_epm_page(whole));
  for (std::size_t size = 0; size < whole.size(); ++size) CHECK_FALSE(parse_epm_page(ByteView(whole).first(size)));
  const auto with = [&whole](std::size_t at, std::uint32_t value) {
    Bytes changed = whole;
    const Bytes number = Writer().u32_little(value).bytes();
    std::ranges::copy(number, changed.begin() + static_cast<std::ptrdiff_t>(at));
    return changed;
  };
  constexpr std::size_t count_at = 20, offset_at = 28, in_array_at = 32, annotation_at = 60;
  CHECK_FALSE(parse_epm_page(with(count_at, 5)));
  CHECK_FALSE(parse_epm_page(with(count_at, 0xffffffff)));
  CHECK_FALSE(parse_epm_page(with(offset_at, 1)));
  CHECK_FALSE(parse_epm_page(with(in_array_at, 501)));
  CHECK_FALSE(parse_epm_page(with(annotation_at, 0xffffffff)));
}
