// The endpoint mapper: the whole list, in fragments and pages, or a plain refusal of it.
#include "probe/handshakes/epm_message.hpp"
#include "support/scripted_channel.hpp"

#include <doctest/doctest.h>

namespace flowvet::probe {
Task<Io<Finding>> epm(Channel&, Peer);
}  // namespace flowvet::probe

using namespace flowvet;
using namespace flowvet::probe;
using test::Script;

namespace {

constexpr std::uint32_t call_id = 0x31383f46;  // from the scripted peer's nonce
constexpr std::uint8_t first = 1, last = 2, response = 2, fault = 3, bind_ack = 12, bind_nak = 13;

const EpmHandle at_the_end{};
const EpmHandle more = [] {
  EpmHandle handle{};
  handle.fill(0x5a);
  return handle;
}();

Bytes unit(std::uint8_t type, std::uint32_t call, const Bytes& body, std::uint8_t flags = first | last) {
  return Writer()
      .u8(5)
      .u8(0)
      .u8(type)
      .u8(flags)
      .u8(0x10)
      .zeros(3)
      .u16_little(static_cast<std::uint16_t>(16 + body.size()))
      .u16_little(0)
      .u32_little(call)
      .raw(body)
      .bytes();
}

Bytes bound(std::uint16_t result = 0, std::uint16_t reason = 0) {
  return unit(bind_ack, call_id,
              Writer()
                  .u16_little(4280)
                  .u16_little(4280)
                  .u32_little(7)
                  .u16_little(4)
                  .text("135")
                  .u8(0)
                  .zeros(2)
                  .u8(1)
                  .zeros(3)
                  .u16_little(result)
                  .u16_little(reason)
                  .zeros(20)
                  .bytes());
}

Bytes result_unit(std::uint32_t call, ByteView data, std::uint8_t flags = first | last) {
  return unit(response, call, Writer().u32_little(0).u16_little(0).u16(0).raw(data).bytes(), flags);
}

constexpr Uuid netlogon{0x78, 0x56, 0x34, 0x12, 0x34, 0x12, 0xcd, 0xab, 0xef, 0x00, 0x01, 0x23, 0x45, 0x67, 0xcf, 0xfb};

Bytes tower(std::uint8_t port_kind, std::uint16_t port) {
  const auto floor = [](const Bytes& kind, const Bytes& value) {
    return Writer()
        .u16_little(static_cast<std::uint16_t>(kind.size()))
        .raw(kind)
        .u16_little(static_cast<std::uint16_t>(value.size()))
        .raw(value)
        .bytes();
  };
  Writer writer;
  writer.u16_little(5);
  writer.raw(floor(Writer().u8(0x0d).raw(netlogon).u16_little(1).bytes(), {0, 0}));
  writer.raw(floor(Writer().u8(0x0d).zeros(16).u16_little(2).bytes(), {0, 0}));
  writer.raw(floor({0x0b}, {0, 0}));
  writer.raw(floor({port_kind}, Writer().u16(port).bytes()));
  writer.raw(floor({0x09}, {192, 0, 2, 1}));
  return writer.bytes();
}

/// A page with one entry for each tower; annotations of different lengths, so that everything has to be aligned again.
Bytes page(const EpmHandle& next, const std::vector<Bytes>& towers, std::uint32_t status = 0) {
  const auto count = static_cast<std::uint32_t>(towers.size());
  Writer writer;
  const auto align = [&writer] {
    while (writer.bytes().size() % 4 != 0) writer.u8(0xee);
  };
  writer.raw(next).u32_little(count).u32_little(500).u32_little(0).u32_little(count);
  for (std::uint32_t i = 0; i < count; ++i) {
    align();
    writer.zeros(16).u32_little(i + 1).u32_little(0).u32_little(i + 1).text(std::string(i, 'a')).u8(0);
  }
  for (const Bytes& one : towers) {
    align();
    writer.u32_little(static_cast<std::uint32_t>(one.size())).u32_little(static_cast<std::uint32_t>(one.size())).raw(one);
  }
  align();
  return writer.u32_little(status).bytes();
}

Bytes question(std::uint32_t call, const EpmHandle& handle) {
  return rpc_request(call, ept_lookup, epm_lookup_arguments(handle));
}

Script begin() {
  return Script().expects(rpc_bind(call_id, endpoint_mapper)).replies(bound()).expects(question(call_id + 1, at_the_end));
}

const std::vector<Bytes> towers{tower(0x07, 49153), tower(0x0f, 0), tower(0x07, 49152), tower(0x07, 135)};

}  // namespace

TEST_CASE("an endpoint mapper's list proves it, whole or not at all") {
  test::fail_at_every_step(epm, begin().replies(result_unit(call_id + 1, page(at_the_end, towers))));
  test::refuse_wrong_speakers(epm);
}

TEST_CASE("an endpoint mapper's list is put together from fragments and pages, each of which must come") {
  const Bytes one = page(more, {towers[0], towers[1]});
  const ByteView whole(one);
  const Bytes other = page(at_the_end, {towers[2], towers[3]});
  Script script = begin();
  script.replies(result_unit(call_id + 1, whole.first(50), first)).replies(result_unit(call_id + 1, whole.subspan(50, 30), 0));
  script.replies(result_unit(call_id + 1, whole.subspan(80), last));
  script.expects(question(call_id + 2, more)).replies(result_unit(call_id + 2, other));
  test::fail_at_every_step(epm, script);
  const auto finding = test::play(epm, script);
  CHECK(finding->facts ==
        std::vector<Fact>{
            {"epm.endpoints", "4"}, {"epm.port-count", "2"}, {"epm.ports", "49152,49153"}, {"epm.netlogon", "135,49152,49153"}});
}

TEST_CASE("an endpoint mapper's list ends with the status that says so") {
  Script script = begin();
  script.replies(result_unit(call_id + 1, page(more, {towers[0]})));
  script.expects(question(call_id + 2, more)).replies(result_unit(call_id + 2, page(more, {}, epm_no_more)));
  const auto finding = test::play(epm, script);
  REQUIRE(test::proves(finding));
  CHECK(finding->facts.front() == Fact{"epm.endpoints", "1"});
}

TEST_CASE("an endpoint mapper that never ends its list is left") {
  Script script = begin();
  script.replies(result_unit(call_id + 1, page(more, {towers[0]})));
  for (std::uint32_t i = 2; i <= 16; ++i)
    script.expects(question(call_id + i, more)).replies(result_unit(call_id + i, page(more, {towers[0]})));
  const auto finding = test::play(epm, script);
  REQUIRE(test::proves(finding));
  CHECK(finding->facts.front() == Fact{"epm.endpoints", "16"});
}

TEST_CASE("an endpoint mapper that refuses is there") {
  const Bytes denied = unit(fault, call_id + 1, Writer().u32_little(0).u32(0).u32_little(5).u32(0).bytes());
  const auto no_list = test::play(epm, begin().replies(denied));
  REQUIRE(test::proves(no_list));
  CHECK(no_list->facts == std::vector<Fact>{{"epm.fault", "5"}});
  CHECK(test::proves(test::play(epm, Script().expects_anything().replies(unit(bind_nak, call_id, {0, 0})))));
  CHECK(test::proves(test::play(epm, Script().expects_anything().replies(bound(2, 3)))));
}

TEST_CASE("an RPC server without an endpoint mapper is another service") {
  CHECK(test::play(epm, Script().expects_anything().replies(bound(2, 1)))->reply == Reply::mismatched);
}

TEST_CASE("a result of another call, out of order, empty or endless is not taken") {
  const Bytes whole = page(at_the_end, towers);
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
  const Bytes whole = page(at_the_end, towers);
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
