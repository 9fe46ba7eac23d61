// Rule sets as nft 1.0.6 itself lists them (rulesets/NAME.nft and what `nft -j list ruleset` makes of it), and a table of what becomes
// of a stranger's first packet.
#include "judge/firewall/admission.hpp"

#include "support/observation_builder.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <iterator>

using namespace flowvet;
using namespace flowvet::judge::firewall;
using catalog::Transport;
using enum Answer;

namespace {

std::string text_of(const std::string& name) {
  std::ifstream file(std::string(FLOWVET_GOLDEN_DIR) + "/../judge/firewall/rulesets/" + name + ".json");
  return {std::istreambuf_iterator<char>(file), {}};
}

Ruleset ruleset(const std::string& name) {
  auto read = read_ruleset(text_of(name));
  REQUIRE_MESSAGE(read.has_value(), name);
  return std::move(*read);
}

Packet packet(Transport transport, PortRange ports, Family family, std::string interface) {
  const auto own = family == Family::v4 ? test::address("10.1.0.7") : test::address("2001:db8::7");
  return {family, transport, ports, std::move(interface), {own}};
}

struct Case {
  std::string rules;
  Transport transport;
  PortRange ports;
  Answer answer;
  Family family = Family::v4;
  std::string interface = "eth0";
};

constexpr auto tcp = Transport::tcp, udp = Transport::udp;

const std::vector<Case> cases{
    {"server", tcp, {443, 443}, admits},
    {"server", tcp, {443, 443}, admits, Family::v6},
    {"server", tcp, {8000, 8010}, admits},
    {"server", tcp, {8000, 8011}, depends},  // two rules together would: none of them alone
    {"server", tcp, {8015, 8015}, admits},
    {"server", tcp, {8021, 8021}, drops},
    {"server", udp, {443, 443}, drops},
    {"server", udp, {16500, 16509}, admits},
    {"server", udp, {16500, 16510}, depends},
    {"server", tcp, {22, 22}, depends},
    {"server", tcp, {22, 22}, drops, Family::v6},
    {"server", tcp, {2598, 2598}, depends},
    {"server", tcp, {1494, 1494}, rejects},
    {"server", tcp, {9000, 9000}, drops},
    {"server", tcp, {9000, 9000}, admits, Family::v4, "mgmt0"},
    {"zones", tcp, {443, 443}, admits},
    {"zones", tcp, {443, 443}, admits, Family::v6},
    {"zones", tcp, {27000, 27000}, admits, Family::v4, "wan3"},
    {"zones", tcp, {80, 80}, rejects},
    {"zones", tcp, {80, 80}, rejects, Family::v4, "wan3"},
    {"zones", udp, {443, 443}, rejects},
    {"zones", udp, {9, 9}, admits, Family::v4, "mgmt0"},
    {"early", tcp, {80, 80}, admits},
    {"early", tcp, {81, 81}, drops},
    {"early", tcp, {81, 81}, admits, Family::v6},
    {"early", tcp, {82, 82}, unclear},  // goes to another port
    {"early", tcp, {83, 83}, drops},
    {"early", tcp, {84, 84}, drops},
    {"early", tcp, {85, 85}, unclear},  // no state to ask for
    {"early", tcp, {86, 86}, admits},   // not our address
    {"early", tcp, {87, 87}, unclear},
    {"early", tcp, {88, 88}, unclear},
    {"words", tcp, {80, 80}, admits},
    {"words", udp, {80, 80}, drops},
    {"words", udp, {443, 443}, admits},
    {"words", tcp, {90, 90}, admits},
    {"words", tcp, {91, 91}, drops},
    {"words", tcp, {92, 92}, depends},
    {"words", tcp, {92, 92}, admits, Family::v6},
    {"words", tcp, {93, 93}, admits},
    {"words", tcp, {94, 94}, drops},
    {"words", tcp, {95, 95}, unclear},  // an operator that is not understood
    {"words", udp, {96, 96}, drops},
    {"words", udp, {96, 96}, admits, Family::v6},
    {"words", tcp, {97, 97}, admits},
    {"words", tcp, {97, 97}, drops, Family::v6},
    {"words", tcp, {98, 98}, depends},
    {"words", udp, {99, 99}, drops},
    {"words", udp, {100, 100}, admits},
    {"words", tcp, {101, 101}, admits},
    {"dormant", tcp, {80, 80}, unclear},  // nft 1.0.6 does not print that the table is dormant
    {"sixonly", tcp, {80, 80}, admits},
    {"sixonly", tcp, {80, 80}, depends, Family::v6},
};

/// A rule set of one input chain with this policy and these rules.
Ruleset chain_of(const std::string& policy, const std::string& expressions) {
  auto read =
      read_ruleset(R"({"nftables":[{"chain":{"family":"inet","table":"t","name":"in","type":"filter","hook":"input","prio":0,"policy":")" +
                   policy + R"("}},{"rule":{"family":"inet","table":"t","chain":"in","handle":5,"expr":)" + expressions + "}}]}");
  return std::move(*read);
}

Answer answer_of(const Ruleset& rules) {
  return admission(rules, packet(tcp, {80, 80}, Family::v4, "eth0")).answer;
}

}  // namespace

TEST_CASE("What becomes of a stranger's first packet is what the kernel's rules say") {
  for (const auto& one : cases) {
    CAPTURE(one.rules);
    CAPTURE(to_text(one.ports));
    CAPTURE(one.interface);
    CAPTURE(one.family == Family::v6);
    const auto found = admission(ruleset(one.rules), packet(one.transport, one.ports, one.family, one.interface));
    CAPTURE(found.place);
    CHECK(static_cast<int>(found.answer) == static_cast<int>(one.answer));
  }
}

TEST_CASE("The rule or the policy that decides is named") {
  const auto place = [](const std::string& rules, std::uint16_t port) {
    return admission(ruleset(rules), packet(tcp, {port, port}, Family::v4, "eth0")).place;
  };
  CHECK(place("server", 443).starts_with("inet filter input, handle "));
  CHECK(place("server", 8021) == "inet filter input, policy");
  CHECK(place("zones", 80).starts_with("inet firewalld filter_input, handle "));
  CHECK(place("early", 86) == "inet other in, policy");
}

TEST_CASE("A table that is said to be dormant takes no part, and one with an unknown flag only where it admits") {
  const auto table = [](const std::string& flags) {
    return *read_ruleset(
        R"({"nftables":[{"table":{"family":"ip","name":"t","flags":)" + flags +
        R"(}},{"chain":{"family":"ip","table":"t","name":"in","type":"filter","hook":"input","prio":0,"policy":"drop"}}]})");
  };
  CHECK(answer_of(table("\"dormant\"")) == admits);
  CHECK(answer_of(table("[\"owner\",\"dormant\"]")) == admits);
  CHECK(answer_of(table("\"owner\"")) == drops);
  CHECK(answer_of(table("\"t\"")) == unclear);
}

TEST_CASE("Without any rule everybody is let in") {
  CHECK(answer_of(*read_ruleset(R"({"nftables":[{"metainfo":{}}]})")) == admits);
}

TEST_CASE("Whatever is not understood is unclear, unless a rule before it decides") {
  for (const auto* expression :
       {R"([{"xt":null},{"counter":{}},{"accept":null}])", R"([{"something new":{}},{"accept":null}])",
        R"([{"match":{"op":"==","left":{"meta":{"key":"cgroup"}},"right":1}},{"accept":null}])",
        R"([{"match":{"op":"<","left":{"payload":{"protocol":"tcp","field":"dport"}},"right":90}},{"accept":null}])",
        R"([{"match":{"op":"==","left":{"payload":{"protocol":"tcp","field":"dport"}},"right":"@missing"}},{"accept":null}])",
        R"([{"jump":{"target":"missing"}}])", R"([{"queue":{}}])", R"("no array")", R"([7])"}) {
    CAPTURE(expression);
    CHECK(answer_of(chain_of("drop", expression)) == unclear);
  }
  // What cannot change the answer does not matter.
  CHECK(answer_of(chain_of("accept", R"([{"xt":null},{"accept":null}])")) == unclear);
  CHECK(answer_of(chain_of(
            "drop", R"([{"match":{"op":"==","left":{"payload":{"protocol":"tcp","field":"dport"}},"right":81}},{"xt":null}])")) == drops);
  CHECK(answer_of(chain_of(
            "accept",
            R"([{"match":{"op":"==","left":{"payload":{"protocol":"ip","field":"saddr"}},"right":"10.0.0.1"}},{"accept":null}])")) ==
        admits);
}

TEST_CASE("Chains that call each other in circles end as unclear") {
  const auto rules = read_ruleset(
      R"({"nftables":[{"chain":{"family":"ip","table":"t","name":"a","type":"filter","hook":"input","prio":0,"policy":"accept"}},)"
      R"({"rule":{"family":"ip","table":"t","chain":"a","handle":1,"expr":[{"jump":{"target":"a"}}]}}]})");
  CHECK(answer_of(*rules) == unclear);
}

TEST_CASE("Interfaces with different answers have none in common") {
  const auto rules = ruleset("server");
  const std::vector<Packet> both{packet(tcp, {9000, 9000}, Family::v4, "mgmt0"), packet(tcp, {9000, 9000}, Family::v4, "eth0")};
  CHECK(admission(rules, both).answer == depends);
  const std::vector<Packet> same{packet(tcp, {443, 443}, Family::v4, "mgmt0"), packet(tcp, {443, 443}, Family::v4, "eth0")};
  CHECK(admission(rules, same).answer == admits);
  CHECK(admission(rules, std::vector<Packet>{}).answer == unclear);
}

TEST_CASE("What is no list of rules is a problem") {
  for (const auto* text : {"", "{}", "[]", R"({"nftables":{}})", "{\"nftables\":["}) CHECK_FALSE(read_ruleset(text).has_value());
}
