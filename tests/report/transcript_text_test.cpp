// A recorded dialogue for people.
#include "report/transcript_text.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace flowvet;
using namespace flowvet::report;
using namespace std::chrono_literals;

using Kind = probe::Message::Kind;

TEST_CASE("nothing is said where nothing was recorded") {
  CHECK(transcript_text({}).empty());
}

TEST_CASE("each message has its time, its direction and its bytes") {
  probe::Attempt attempt;
  attempt.transcript = {{Kind::tls, 400us, {}, "TLSv1.3, asked for dc01", {}},
                        {Kind::sent, 1200us, {'h', 'i'}, {}, {}},
                        {Kind::received, 20ms, {'o'}, {}, {}},
                        {Kind::ended, 5s, {}, {}, probe::ErrorKind::timed_out}};
  CHECK(transcript_text(attempt) ==
        "    0.400 ms  TLS from here on, plain text shown: TLSv1.3, asked for dc01\n"
        "    1.200 ms  sent 2 bytes\n"
        "      0000  68 69                                             |hi|\n"
        "    20.0 ms  received 1 byte\n"
        "      0000  6f                                                |o|\n"
        "    5000.0 ms  ended: no answer within the time allowed\n");
}

TEST_CASE("an ICMP error stands where it ended the dialogue") {
  probe::Attempt attempt;
  attempt.icmp = probe::Icmp{Family::v4, 3, 3, parse_address("10.1.2.3"), 0};
  attempt.transcript = {{Kind::sent, 0us, {'x'}, {}, {}}, {Kind::ended, 300us, {}, {}, probe::ErrorKind::refused}};
  CHECK(transcript_text(attempt).ends_with("ended: connection refused; ICMP 3/3 from 10.1.2.3: nothing listens on this port\n"));
}

TEST_CASE("a long message is cut and says how much is missing") {
  probe::Attempt attempt;
  attempt.transcript = {{Kind::received, 0us, std::vector<std::uint8_t>(5000, 'x'), {}, {}}};
  const auto text = transcript_text(attempt);
  CHECK(text.starts_with("    0.000 ms  received 5000 bytes\n"));
  CHECK(text.ends_with("      and 4488 more bytes\n"));
}

TEST_CASE("no byte or text of a transcript stays a control") {
  probe::Attempt attempt;
  attempt.transcript = {{Kind::received, 0us, {0x1B, ']', '0', 0x07, 0x9B}, {}, {}}, {Kind::tls, 0us, {}, "\x1b[2J", {}}};
  CHECK(std::ranges::none_of(transcript_text(attempt),
                             [](unsigned char letter) { return (letter < 0x20 && letter != '\n') || letter > 0x7E; }));
}
