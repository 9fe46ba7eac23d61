// The kinds of channels there are, and how a configuration names them.
#pragma once

#include "agent/telling/channel.hpp"
#include "base/json_node.hpp"

#include <filesystem>
#include <memory>
#include <vector>

namespace flowvet::agent::telling {

using SharedChannel = std::shared_ptr<const Channel>;

/// The readers of each kind. Where something is wrong they record a problem; what they return is then not used. Paths begin at `folder`.
SharedChannel read_webhook(const JsonNode& node, const std::filesystem::path& folder);
SharedChannel read_syslog(const JsonNode& node, const std::filesystem::path& folder);
SharedChannel read_command(const JsonNode& node, const std::filesystem::path& folder);

/// Every channel of the object "tell": each key is the word of a kind, its value one channel or an array of them.
std::vector<SharedChannel> read_channels(const JsonObject& tell, const std::filesystem::path& folder);

/// One attempt, whatever happens in it: a bug in a channel is an answer too, and is no reason to tell nobody any more.
Task<Answer> attempt(Loop& loop, const Channel& channel, const Message& message);

/// The key "name", which tells channels of one kind apart, or `usual` where there is none.
std::string read_name(const JsonObject& channel, const std::string& usual);

/// The key "timeout", from a second to ten minutes.
std::chrono::seconds read_timeout(const JsonObject& channel, std::chrono::seconds usual);

}  // namespace flowvet::agent::telling
