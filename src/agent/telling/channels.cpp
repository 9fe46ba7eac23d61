// The extension point of telling: one file, one line here.
#include "agent/telling/channels.hpp"

#include "agent/duration.hpp"

#include <algorithm>
#include <array>
#include <exception>
#include <set>

namespace flowvet::agent::telling {
namespace {

struct Kind {
  ChannelKind kind;
  SharedChannel (*read)(const JsonNode&, const std::filesystem::path&);
};

constexpr std::array kinds{
    Kind{ChannelKind::webhook, read_webhook},
    Kind{ChannelKind::syslog, read_syslog},
    Kind{ChannelKind::command, read_command},
};

bool is_name(const std::string& name) {
  constexpr std::size_t longest = 100;
  return name.size() <= longest && std::ranges::all_of(name, [](char c) { return c > ' ' && c < '\x7f'; });
}

}  // namespace

std::vector<SharedChannel> read_channels(const JsonObject& tell, const std::filesystem::path& folder) {
  std::vector<SharedChannel> channels;
  std::set<std::string> keys;
  for (const auto& [kind, read] : kinds) {
    const auto node = tell.find(to_word(kind));
    if (!node) continue;
    for (const auto& item : node->one_or_more()) {
      auto channel = read(item, folder);
      if (!channel) continue;
      if (!keys.insert(channel->key()).second)
        item.problem("two channels are " + in_quotes(channel->key()), "\"name\" tells them apart, in the log and for what waits for them");
      channels.push_back(std::move(channel));
    }
  }
  return channels;
}

Task<Answer> attempt(Loop& loop, const Channel& channel, const Message& message) {
  Answer answer;
  try {
    answer = co_await channel.send(loop, message);
  } catch (const std::exception& bug) {
    answer = {Fate::again, std::string{"a bug: "} + bug.what()};
  }
  co_return answer;
}

std::string read_name(const JsonObject& channel, const std::string& usual) {
  const auto node = channel.find("name");
  auto name = node ? node->text() : usual;
  if (node && !is_name(name)) node->problem(in_quotes(name) + " is no name", "up to 100 printable characters without blanks");
  return name;
}

std::chrono::seconds read_timeout(const JsonObject& channel, std::chrono::seconds usual) {
  constexpr std::chrono::seconds least{1}, most{600};
  const auto node = channel.find("timeout");
  const auto text = node ? node->text() : std::string{};
  if (text.empty()) return usual;
  const auto duration = parse_duration(text);
  if (!duration)
    node->problem(in_quotes(text) + " is no length of time", "e.g. \"10s\"");
  else if (*duration < least || *duration > most)
    node->problem(in_quotes(text) + " is not from " + duration_text(least) + " to " + duration_text(most));
  return duration.value_or(usual);
}

}  // namespace flowvet::agent::telling
