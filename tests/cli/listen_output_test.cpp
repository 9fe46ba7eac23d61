// What a responder tells while it runs, for people and for programs.
#include "cli/listen_output.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <iostream>
#include <sstream>

using namespace flowvet;
using namespace flowvet::cli;
using namespace std::chrono_literals;
using catalog::Transport;
using responder::NotOpened;
using responder::Obstacle;

namespace {

/// What is written to standard output while it lives.
class Captured {
 public:
  Captured() : before_(std::cout.rdbuf(text_.rdbuf())) {}
  ~Captured() { std::cout.rdbuf(before_); }
  std::string take() {
    auto text = text_.str();
    text_.str({});
    return text;
  }

 private:
  std::ostringstream text_;
  std::streambuf* before_;
};

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

const IpAddress any4 = parse_address("0.0.0.0").value();
const IpAddress any6 = parse_address("::").value();

plan::Inbound inbound() {
  plan::Inbound made;
  made.roles = {RoleId("vda")};
  made.role_names = "VDA";
  made.ports = {{Transport::tcp, {80, 80}, {FlowId("a.b.vda.one"), FlowId("a.b.vda.two")}},
                {Transport::udp, {6901, 6902}, {FlowId("a.b.vda.three")}}};
  made.left_out = {{FlowId("a.b.vda.wake"), plan::SkipReason::broadcast, "by broadcast"}};
  return made;
}

responder::Opened opened() {
  responder::Opened made;
  made.wanted = 3;
  made.ports = 2;
  made.open = {{Transport::udp, {6901, 6902}}};
  made.addresses = {any4, any6};
  made.not_opened = {{Transport::tcp, {80, 80}, any4, Obstacle::taken, "evil\x1b[31m (process 7)", 98},
                     {Transport::tcp, {80, 80}, any6, Obstacle::taken, "evil\x1b[31m (process 7)", 98},
                     {Transport::udp, {1, 2}, any4, Obstacle::no_privilege, {}, 13},
                     {Transport::udp, {5, 5}, any4, Obstacle::no_privilege, {}, 13}};
  return made;
}

ListenStart start(const plan::Inbound& of, const responder::Opened& what, std::string token) {
  return {of, what, 1h, "runs on as user nobody", std::move(token), "far01", std::chrono::system_clock::time_point{}};
}

responder::Summary summary() {
  responder::Summary made;
  made.counts.answered = 4;
  made.counts.sources = 1;
  made.counts.stranger_datagrams = 2;
  made.entries = {{4, 1}, {0, 0}};
  return made;
}

}  // namespace

TEST_CASE("a responder's text says what is open, what is not and why, and how to ask") {
  const auto of = inbound();
  const auto what = opened();
  Captured captured;
  const auto output = listen_text(of, 100);
  output->started(start(of, what, "TOKEN234"));
  const auto text = captured.take();
  CHECK(has(text, "Standing in for VDA until 1970-01-01 01:00:00 UTC."));
  CHECK(has(text, "2 ports are open over IPv4 and IPv6 (the role has 3)."));
  CHECK(has(text, "  UDP 6901-6902\n"));
  CHECK(has(text, "  TCP 80: taken by evil\\x1b[31m (process 7), left alone\n"));  // once, though both families failed
  CHECK(has(text, "  UDP 1-2, UDP 5: ports below 1024 need a privilege; "));
  CHECK(has(text, "  a.b.vda.wake: broadcast\n"));
  CHECK(has(text, "It runs on as user nobody."));
  CHECK(has(text, "FLOWVET_TOKEN=TOKEN234 flowvet check ROLE --endpoint vda=far01 --expect path\n"));
}

TEST_CASE("a token that the user gave is never shown") {
  const auto of = inbound();
  const auto what = opened();
  Captured captured;
  const auto text_output = listen_text(of, 100);
  text_output->started(start(of, what, {}));
  const auto text = captured.take();
  CHECK_FALSE(has(text, "FLOWVET_TOKEN"));
  CHECK(has(text, "--token-file FILE"));
  const auto json_output = listen_json(of);
  json_output->started(start(of, what, {}));
  CHECK_FALSE(nlohmann::json::parse(captured.take()).contains("token"));
}

TEST_CASE("a responder's text has one line for what is new, and at the end what was never reached") {
  const auto of = inbound();
  Captured captured;
  const auto output = listen_text(of, 100);
  output->reached({0, 80, parse_address("203.0.113.9").value(), 41000, 61});
  CHECK(has(captured.take(), "UTC  TCP 80          reached from 203.0.113.9:41000, 61 hops left  a.b.vda.one and 1 more\n"));
  output->reached({1, 6902, parse_address("2001:db8::1").value(), 5, 0});
  CHECK(has(captured.take(), "UDP 6902        reached from [2001:db8::1]:5  a.b.vda.three\n"));
  output->called_back({Transport::tcp, parse_address("203.0.113.9").value(), 1494, probe::ErrorKind::refused, {}});
  CHECK(has(captured.take(), "TCP 1494        called back to 203.0.113.9: refused\n"));
  output->ended(summary(), true);
  const auto text = captured.take();
  CHECK(has(text, "Stopped. 4 asks answered from 1 source; without the token: 0 connections, 2 datagrams.\n"));
  CHECK(has(text, "Never reached:\n  UDP 6901-6902   a.b.vda.three\n"));
}

TEST_CASE("a responder's JSON is one object a line") {
  const auto of = inbound();
  const auto what = opened();
  Captured captured;
  const auto output = listen_json(of);
  output->started(start(of, what, "TOKEN234"));
  const auto line = captured.take();
  CHECK(line.find('\n') == line.size() - 1);
  const auto opening = nlohmann::json::parse(line);
  CHECK(opening["event"] == "listening");
  CHECK(opening["token"] == "TOKEN234");
  CHECK(opening["udp"] == nlohmann::json{"6901-6902"});
  CHECK(opening["not_opened"].size() == 4);
  CHECK(opening["not_opened"][0]["holder"] == "evil\\x1b[31m (process 7)");
  output->reached({0, 80, parse_address("203.0.113.9").value(), 41000, 61});
  const auto reached = nlohmann::json::parse(captured.take());
  CHECK(reached["source"]["port"] == 41000);
  CHECK(reached["flows"].size() == 2);
  output->ended(summary(), false);
  const auto end = nlohmann::json::parse(captured.take());
  CHECK(end["because"] == "life-over");
  CHECK(end["ports"][1]["asks"] == 0);
}
