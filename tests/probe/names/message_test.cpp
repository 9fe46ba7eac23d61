// Answers as real servers send them, and what must not be believed.
#include "probe/names/message.hpp"

#include "report/hex.hpp"
#include "support/observation_builder.hpp"

#include <doctest/doctest.h>

using namespace flowvet;
using namespace flowvet::probe;
using namespace flowvet::probe::names;

namespace {

constexpr std::uint16_t id = 0x1234;

/// A reply begun: header with the counts, and the question repeated.
Writer reply_to(std::string_view name, std::uint16_t type, std::uint16_t flags, std::uint16_t answers) {
  Writer writer;
  writer.u16(id).u16(flags).u16(1).u16(answers).u16(0).u16(0);
  std::size_t begin = 0;
  while (begin < name.size()) {
    const auto end = std::min(name.find('.', begin), name.size());
    writer.u8(static_cast<std::uint8_t>(end - begin)).text(name.substr(begin, end - begin));
    begin = end + 1;
  }
  writer.u8(0).u16(type).u16(1);
  return writer;
}

constexpr std::uint16_t good = 0x8180, no_such_name = 0x8183, cut_short = 0x8380;
constexpr std::uint16_t question_name = 0xC00C;  // a pointer to the question

Writer& record(Writer& writer, std::uint16_t owner, std::uint16_t type, const Bytes& data) {
  return writer.u16(owner).u16(type).u16(1).u32(300).u16(static_cast<std::uint16_t>(data.size())).raw(data);
}

std::optional<names::Reply> parse(const Writer& writer, std::string_view name = "ddc01.corp.example", DnsType type = DnsType::a) {
  return parse_reply(writer.bytes(), id, name, type);
}

}  // namespace

TEST_CASE("A question has the name in labels, asks for recursion and offers room") {
  const auto bytes = encode_question(id, "ddc01.corp.example.", DnsType::aaaa);
  REQUIRE(bytes);
  CHECK(report::to_hex(*bytes) ==
        "12340100000100000000000105646463303104636f7270076578616d706c6500001c0001000029"
        "04d0000000000000");
  for (const auto* name : {"", ".", "a..b", ".a", "this-label-is-longer-than-the-sixty-three-letters-that-a-label-may-have.example"})
    CHECK_FALSE(encode_question(id, name, DnsType::a));
}

TEST_CASE("Addresses are asked for by their reverse names") {
  CHECK(reverse_name(test::address("10.1.2.3")) == "3.2.1.10.in-addr.arpa");
  CHECK(reverse_name(test::address("2001:db8::1")) == "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa");
}

TEST_CASE("An answer's addresses are read, in either letter case") {
  auto writer = reply_to("DDC01.corp.Example", 1, good, 2);
  record(writer, question_name, 1, {10, 1, 2, 3});
  record(writer, question_name, 1, {10, 1, 2, 4});
  const auto reply = parse(writer);
  REQUIRE(reply);
  CHECK(reply->addresses == std::vector{test::address("10.1.2.3"), test::address("10.1.2.4")});
  CHECK(reply->canonical == "ddc01.corp.example");
}

TEST_CASE("Aliases are followed to their end, and other names' addresses are left aside") {
  auto writer = reply_to("ddc01.corp.example", 1, good, 3);
  const auto target = static_cast<std::uint16_t>(0xC000U | (writer.bytes().size() + 12));  // where the alias's data will stand
  record(writer, question_name, 5, {3, 's', 'r', 'v', 0xC0, 0x12});                        // srv.corp.example
  record(writer, target, 1, {10, 1, 2, 3});
  record(writer, 0xC012, 1, {10, 9, 9, 9});  // corp.example
  const auto reply = parse(writer);
  REQUIRE(reply);
  CHECK(reply->canonical == "srv.corp.example");
  CHECK(reply->addresses == std::vector{test::address("10.1.2.3")});
}

TEST_CASE("Aliases that go round in circles end") {
  auto writer = reply_to("a.example", 1, good, 1);
  record(writer, question_name, 5, {0xC0, 0x0C});
  const auto reply = parse(writer, "a.example");
  REQUIRE(reply);
  CHECK(reply->addresses.empty());
}

TEST_CASE("A PTR record yields the name that it gives") {
  const auto name = reverse_name(test::address("10.1.2.3"));
  auto writer = reply_to(name, 12, good, 1);
  record(writer, question_name, 12, {5, 'D', 'D', 'C', '0', '9', 4, 'c', 'o', 'r', 'p', 0});
  const auto reply = parse(writer, name, DnsType::ptr);
  REQUIRE(reply);
  CHECK(reply->names == std::vector<std::string>{"ddc09.corp"});
}

TEST_CASE("What is no reply to the very question is not believed") {
  auto answer = reply_to("ddc01.corp.example", 1, good, 1);
  record(answer, question_name, 1, {10, 1, 2, 3});
  REQUIRE(parse(answer));
  CHECK_FALSE(parse_reply(answer.bytes(), id + 1, "ddc01.corp.example", DnsType::a));
  CHECK_FALSE(parse(answer, "ddc02.corp.example"));
  CHECK_FALSE(parse(answer, "ddc01.corp.example", DnsType::aaaa));
  CHECK_FALSE(parse(reply_to("ddc01.corp.example", 1, 0x0100, 0)));  // our own question come back
}

TEST_CASE("A reply that is cut anywhere is no reply, unless it says that it was cut short") {
  auto answer = reply_to("ddc01.corp.example", 1, good, 1);
  record(answer, question_name, 1, {10, 1, 2, 3});
  for (std::size_t size = 0; size < answer.bytes().size(); ++size)
    CHECK_FALSE(parse_reply(ByteView(answer.bytes()).first(size), id, "ddc01.corp.example", DnsType::a));
  const auto reply = parse(reply_to("ddc01.corp.example", 1, cut_short, 7));
  REQUIRE(reply);
  CHECK(reply->truncated);
}

TEST_CASE("A name that points at itself or forwards breaks the reply") {
  for (const std::uint16_t pointer : {std::uint16_t{0xC024}, std::uint16_t{0xC0FF}}) {
    auto writer = reply_to("ddc01.corp.example", 1, good, 1);
    record(writer, pointer, 1, {10, 1, 2, 3});
    CHECK_FALSE(parse(writer));
  }
}

TEST_CASE("A name that does not exist is told from one without an address") {
  CHECK(parse(reply_to("ddc01.corp.example", 1, no_such_name, 0))->rcode == 3);
  CHECK(parse(reply_to("ddc01.corp.example", 1, good, 0))->rcode == 0);
}
