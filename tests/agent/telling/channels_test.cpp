// What a configuration says about channels, and every mistake in it.
#include "agent/telling/channels.hpp"

#include "agent/config.hpp"
#include "agent/telling/url.hpp"
#include "support/schema.hpp"
#include "support/temporary_folder.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

using namespace flowvet;
using namespace flowvet::test;
using agent::telling::parse_web_url;

namespace {

/// A folder with files that configurations name.
class Place {
 public:
  Place() {
    write("site.json", R"({"name": "here", "endpoints": {"delivery-controller": "127.0.0.1"}})");
    write("token", "0123456789abcdef\n");
    write("chat.url", "https://hooks.chat.example/services/T0/B0/secret\n");
    write("notify", "#!/bin/sh\n");
    std::filesystem::permissions(folder_.path() / "notify", std::filesystem::perms::owner_all);
  }

  void write(const char* name, const char* text) { std::ofstream(folder_.path() / name) << text; }

  static std::string text(const std::string& tell) {
    return R"({"jobs": [{"name": "vda", "role": "vda", "site": "site.json"}], "tell": {)" + tell + "}}";
  }

  Result<agent::Config> parse(const std::string& tell) const {
    return agent::parse_config(text(tell), (folder_.path() / "agent.json").string());
  }

  std::vector<std::string> keys(const std::string& tell) const {
    std::vector<std::string> keys;
    for (const auto& channel : parse(tell).value().channels) keys.push_back(channel->key());
    return keys;
  }

  /// Without the folder.
  std::vector<std::string> problems(const std::string& tell) const {
    std::vector<std::string> texts;
    const auto config = parse(tell);
    if (config) return texts;
    for (const auto& problem : config.error()) {
      auto line = to_text(problem);
      const auto prefix = folder_.path().string() + "/";
      for (auto found = line.find(prefix); found != std::string::npos; found = line.find(prefix)) line.erase(found, prefix.size());
      texts.push_back(line);
    }
    return texts;
  }

 private:
  TemporaryFolder folder_;
};

}  // namespace

TEST_CASE("Channels of every kind, one or several, are named for what they lead to") {
  const Place here;
  CHECK(here.keys(R"("webhook": {"url": "https://alerts.corp.example:8443/x"})") ==
        std::vector<std::string>{"webhook alerts.corp.example:8443"});
  CHECK(here.keys(R"("webhook": [{"url": {"file": "chat.url"}, "name": "chat"}, {"url": "http://[::1]:80/"}],
                     "syslog": [{"server": "udp://log01"}, {"server": "tls://log01:6514"}, {"server": "/dev/log"}],
                     "command": {"argv": ["notify", "-v", ""]})")
            .size() == 6);
  CHECK(here.keys(R"("webhook": {"url": {"file": "chat.url"}})") == std::vector<std::string>{"webhook hooks.chat.example"});
}

TEST_CASE("Schema and reader accept the same channels") {
  const Place here;
  for (
      const std::string tell : {
          R"("webhook": {"url": "https://a.example/x", "token": {"file": "token"}, "headers": {"X-Key": {"file": "token"}, "X-Team": "citrix"},
              "proxy": "proxy01:3128", "timeout": "5s"})",
          R"("webhook": [{"url": "https://a.example/x", "tls": {}}])",
          R"("syslog": {"server": "tcp://[2001:db8::1]:514", "facility": "local0", "name": "central"})",
          R"("command": {"argv": ["notify"], "timeout": "1m"})",
          R"("webhook": [], "syslog": [], "command": [])",
      }) {
    CAPTURE(tell);
    CHECK(here.problems(tell) == std::vector<std::string>{});
    CHECK(schema_problems("agent", Place::text(tell)) == std::vector<std::string>{});
  }
}

TEST_CASE("Schema and reader refuse the same channels") {
  const Place here;
  for (const std::string tell : {
           R"("webhook": {})",
           R"("webhook": 7)",
           R"("webhook": {"url": ""})",
           R"("webhook": {"url": {"name": "x"}})",
           R"("webhook": {"url": "https://a.example", "timeout": "5"})",
           R"("webhook": {"url": "https://a.example", "tls": {"certificate": "c"}})",
           R"("webhook": {"url": "https://a.example", "token": "secret"})",
           R"("webhook": {"url": "https://a.example", "headers": {"a b": "c"}})",
           R"("syslog": {"server": "log01"})",
           R"("syslog": {"server": "udp://log01", "facility": "mail2"})",
           R"("command": {"argv": []})",
           R"("command": {"argv": "notify"})",
           R"("command": {"argv": ["notify"], "name": "a b"})",
           R"("mail": {})",
       }) {
    CAPTURE(tell);
    CHECK(here.problems(tell) != std::vector<std::string>{});
    CHECK(schema_problems("agent", Place::text(tell)) != std::vector<std::string>{});
  }
}

TEST_CASE("Mistakes in channels are told with their places, and never with a secret") {
  const Place here;
  const auto problems = here.problems(
      R"("webhok": {}, "webhook": [{"url": "ftp://a/s3cret"}, {"url": "https://u:s3cret@a.example/"}, {"url": {"file": "none"}},
                         {"url": "https://a.example", "headers": {"Host": "b", "User-agent": "b", "X-A": "b\n"}, "proxy": "a b"}],
                         "syslog": {"server": "udp://log01", "tls": {"authority": "none"}, "facility": "daemno"},
                         "command": [{"argv": ["none"]}, {"argv": ["token"]}, {"argv": ["notify"]}, {"argv": ["notify"]}])");
  const std::vector<std::string> expected{
      R"(agent.json#/tell/webhok: unknown key "webhok" (did you mean "webhook"?))",
      R"(agent.json#/tell/webhook/0/url: a webhook begins with https:// or http:// (e.g. "https://alerts.corp.example/flowvet"; "token" and "headers" hold credentials))",
      R"(agent.json#/tell/webhook/1/url: credentials do not belong into a URL (e.g. "https://alerts.corp.example/flowvet"; "token" and "headers" hold credentials))",
      R"(agent.json#/tell/webhook/2/url/file: file "none": no such file)",
      R"(agent.json#/tell/webhook/3/headers/Host: flowvet sets "Host" itself ("token" is sent as Authorization: Bearer))",
      R"(agent.json#/tell/webhook/3/headers/User-agent: flowvet sets "User-agent" itself ("token" is sent as Authorization: Bearer))",
      R"(agent.json#/tell/webhook/3/headers/X-A: a header field holds no control characters)",
      R"(agent.json#/tell/webhook/3/proxy: "a b" is no host with a port (e.g. "proxy01.corp.example:3128"))",
      R"(agent.json#/tell/syslog/facility: unknown word "daemno" (did you mean "daemon"?))",
      R"(agent.json#/tell/syslog/tls: file "none" cannot be used for TLS: No such file or directory (a file in PEM is needed))",
      R"(agent.json#/tell/syslog/tls: only a server that begins with tls:// speaks TLS)",
      R"(agent.json#/tell/command/0/argv/0: there is no program "none" (argv begins with its path; no shell looks for it))",
      R"(agent.json#/tell/command/1/argv/0: file "token" is not executable (chmod +x))",
      R"(agent.json#/tell/command/3: two channels are "command notify" ("name" tells them apart, in the log and for what waits for them))"};
  REQUIRE(problems.size() == expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) CHECK(problems[i] == expected[i]);
}

TEST_CASE("A URL of a webhook is taken apart, and what cannot be one is refused") {
  std::string flaw;
  const auto url = parse_web_url("https://Alerts.corp.example/a%20b?c=d", flaw);
  REQUIRE(url.has_value());
  CHECK(url->with_tls);
  CHECK(url->place == agent::telling::Place{"Alerts.corp.example", 443});
  CHECK(url->target == "/a%20b?c=d");
  const auto other = parse_web_url("http://[::1]:8080", flaw);
  REQUIRE(other.has_value());
  CHECK(other->place == agent::telling::Place{"::1", 8080});
  CHECK(other->target == "/");
  CHECK(other->host_field == "[::1]:8080");
  for (const char* text : {"", "alerts", "//alerts/x", "https://", "https:///x", "https://a:0/", "https://a:99999/", "https://a b/",
                           "https://a/#b", "https://u@a/", "file:///etc/passwd", "https://a/\r\nX: y", "https://0.0.0.0/"})
    CHECK_MESSAGE(parse_web_url(text, flaw) == std::nullopt, std::string{text});
}
