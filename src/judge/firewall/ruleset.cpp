// One list of objects; chains may stand after rules that jump to them.
#include "judge/firewall/ruleset.hpp"

#include <algorithm>

namespace flowvet::judge::firewall {
namespace {

std::string text_at(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string{};
}

ObjectKey key_of(const Json& object, const char* name) {
  return {text_at(object, "family"), text_at(object, "table"), text_at(object, name)};
}

void read_devices(const Json& object, std::vector<std::string>& devices) {
  const auto found = object.find("dev");
  if (found == object.end()) return;
  if (found->is_string()) devices.push_back(found->get<std::string>());
  if (found->is_array())
    for (const auto& device : *found)
      if (device.is_string()) devices.push_back(device.get<std::string>());
}

void read_chain(Ruleset& ruleset, const Json& object) {
  auto& chain = ruleset.chains[key_of(object, "name")];
  chain.family = text_at(object, "family");
  chain.table = text_at(object, "table");
  chain.name = text_at(object, "name");
  chain.hook = text_at(object, "hook");
  chain.type = text_at(object, "type");
  if (const auto priority = object.find("prio"); priority != object.end() && priority->is_number_integer())
    chain.priority = priority->get<int>();
  chain.drops = text_at(object, "policy") == "drop";
  read_devices(object, chain.devices);
}

void read_rule(Ruleset& ruleset, const Json& object) {
  const auto key = key_of(object, "chain");
  const auto handle = object.find("handle");
  Rule rule;
  rule.place = text_at(object, "family") + " " + text_at(object, "table") + " " + text_at(object, "chain");
  if (handle != object.end() && handle->is_number_integer()) rule.place += ", handle " + std::to_string(handle->get<std::int64_t>());
  if (const auto expressions = object.find("expr"); expressions != object.end()) rule.expressions = *expressions;
  ruleset.chains[key].rules.push_back(std::move(rule));
}

enum class Sleep : std::uint8_t { no, perhaps, yes };

/// A dormant table takes no part. nft 1.0.6 prints the table's name where the flag should stand, so that such a word tells nothing.
Sleep sleep_of(const Json& table) {
  const auto flags = table.find("flags");
  if (flags == table.end()) return Sleep::no;
  if (*flags == "dormant" || (flags->is_array() && std::ranges::find(*flags, Json("dormant")) != flags->end())) return Sleep::yes;
  const bool told = flags->is_string() && *flags != table.value("name", Json{}) && (*flags == "owner" || *flags == "persist");
  return told ? Sleep::no : Sleep::perhaps;
}

void put_to_sleep(Ruleset& ruleset, const Json& table) {
  const auto sleep = sleep_of(table);
  if (sleep == Sleep::no) return;
  for (auto& [key, chain] : ruleset.chains) {
    if (chain.family != text_at(table, "family") || chain.table != text_at(table, "name")) continue;
    if (sleep == Sleep::yes) chain.hook.clear();
    chain.perhaps_asleep = true;
  }
}

}  // namespace

Result<Ruleset> read_ruleset(std::string_view text) {
  const auto json = Json::parse(text, nullptr, false);
  if (!json.is_object() || !json.contains("nftables") || !json["nftables"].is_array())
    return Problems{{"the list of the firewall's rules cannot be read", "nft -j list ruleset", ""}};
  Ruleset ruleset;
  std::vector<const Json*> tables;
  for (const auto& entry : json["nftables"]) {
    if (!entry.is_object()) continue;
    for (const auto& [kind, object] : entry.items()) {
      if (!object.is_object()) continue;
      if (kind == "table") tables.push_back(&object);
      if (kind == "chain") read_chain(ruleset, object);
      if (kind == "rule") read_rule(ruleset, object);
      if (kind == "set" || kind == "map") ruleset.elements[key_of(object, "name")] = object.value("elem", Json::array());
    }
  }
  for (const auto* table : tables) put_to_sleep(ruleset, *table);
  return ruleset;
}

}  // namespace flowvet::judge::firewall
