// News as they are sent: the same in every channel, and the same whenever they are sent again.
#pragma once

#include "agent/states.hpp"

#include <string>

namespace flowvet::agent::telling {

struct Message {
  News news;
  std::string id;    ///< a UUID, made from the news alone: receivers drop doubles by it, also after a crash of the agent
  std::string text;  ///< for people: what, since when, and what to do next; escaped, never longer than `longest_text`
  std::string json;  ///< profiles/schema/news.schema.json, on one line
};

/// Bytes; chats and syslog receivers take so much in one piece.
inline constexpr std::size_t longest_text = 1000;

Message make_message(News news);

/// What `--tell-test` sends from this host.
News test_news(const std::string& host, WallTime now);

}  // namespace flowvet::agent::telling
