// Strict reading of JSON values.
#include "base/json_node.hpp"

#include "flowvet/base/text.hpp"

#include <algorithm>

namespace flowvet::base {
namespace {

std::string_view type_name(const Json& json) {
  switch (json.type()) {
    case Json::value_t::null:
      return "null";
    case Json::value_t::object:
      return "an object";
    case Json::value_t::array:
      return "an array";
    case Json::value_t::string:
      return "text";
    case Json::value_t::boolean:
      return json.get<bool>() ? "true" : "false";
    case Json::value_t::number_integer:
    case Json::value_t::number_unsigned:
    case Json::value_t::number_float:
      return "a number";
    case Json::value_t::binary:
    case Json::value_t::discarded:
      return "nothing";
  }
  return "nothing";
}

std::vector<std::string> texts_of(const std::optional<JsonNode>& node) {
  std::vector<std::string> texts;
  if (!node) return texts;
  for (const auto& item : node->items())
    if (auto text = item.text(); !text.empty()) texts.push_back(std::move(text));
  return texts;
}

}  // namespace

std::string in_quotes(std::string_view word) {
  constexpr std::size_t longest_quotation = 100;
  return "\"" + escape_peer_text(word, longest_quotation) + "\"";
}

void JsonNode::problem(std::string what, std::string hint) const {
  problems_->add(place(), std::move(what), std::move(hint));
}

void JsonNode::unknown(std::string_view kind, std::string_view word, std::span<const std::string> known) const {
  problem("unknown " + std::string(kind) + " " + in_quotes(word), problems_->full() ? "" : suggestion(word, known));
}

void JsonNode::wrong_type(std::string_view expected) const {
  problem("expected " + std::string(expected) + ", found " + std::string(type_name(*json_)));
}

std::string JsonNode::text() const {
  if (!json_->is_string())
    wrong_type("text");
  else if (json_->get_ref<const std::string&>().empty())
    problem("this text is empty");
  else
    return json_->get<std::string>();
  return {};
}

std::optional<bool> JsonNode::flag() const {
  if (json_->is_boolean()) return json_->get<bool>();
  wrong_type("true or false");
  return std::nullopt;
}

std::optional<int> JsonNode::whole(int least, int most) const {
  const auto range = "a whole number from " + std::to_string(least) + " to " + std::to_string(most);
  if (!json_->is_number()) {
    wrong_type(range);
    return std::nullopt;
  }
  const auto number = json_->get<double>();
  const bool fits = json_->is_number_integer() && number >= least && number <= most;
  if (!fits) problem("expected " + range + ", found " + json_->dump());
  return fits ? std::optional(json_->get<int>()) : std::nullopt;
}

JsonNode JsonNode::below(const std::string& key, const Json& value) const {
  return {value, *document_, *problems_, pointer_below(pointer_, key)};
}

std::vector<JsonNode> JsonNode::items() const {
  std::vector<JsonNode> nodes;
  if (!json_->is_array()) {
    wrong_type("an array");
    return nodes;
  }
  for (const auto& item : *json_) nodes.push_back(below(std::to_string(nodes.size()), item));
  return nodes;
}

std::vector<JsonNode> JsonNode::one_or_more() const {
  return json_->is_array() ? items() : std::vector{*this};
}

std::vector<std::pair<std::string, JsonNode>> JsonNode::members() const {
  std::vector<std::pair<std::string, JsonNode>> nodes;
  if (!json_->is_object()) {
    wrong_type("an object");
    return nodes;
  }
  for (const auto& [key, value] : json_->items()) nodes.emplace_back(key, below(key, value));
  return nodes;
}

JsonObject::JsonObject(JsonNode node, std::initializer_list<std::string_view> keys) : node_(std::move(node)) {
  if (!node_.json().is_object()) {
    node_.wrong_type("an object");
    return;
  }
  for (const auto& [key, value] : node_.json().items()) {
    if (std::find(keys.begin(), keys.end(), key) != keys.end()) continue;
    node_.below(key, value).unknown("key", key, std::vector<std::string>(keys.begin(), keys.end()));
  }
}

std::optional<JsonNode> JsonObject::find(std::string_view key) const {
  if (!node_.json().is_object()) return std::nullopt;
  const auto member = node_.json().find(key);
  if (member == node_.json().end()) return std::nullopt;
  return node_.below(std::string(key), *member);
}

std::optional<JsonNode> JsonObject::need(std::string_view key) const {
  auto node = find(key);
  if (!node && node_.json().is_object()) node_.problem("the key " + in_quotes(key) + " is missing");
  return node;
}

std::string JsonObject::text(std::string_view key) const {
  const auto node = need(key);
  return node ? node->text() : std::string();
}

std::vector<std::string> JsonObject::texts(std::string_view key) const {
  return texts_of(need(key));
}

std::vector<std::string> JsonObject::optional_texts(std::string_view key) const {
  return texts_of(find(key));
}

}  // namespace flowvet::base
