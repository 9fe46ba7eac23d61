// Evidence is compared by a name-based UUID (RFC 4122, section 4.3) of its text without times.
#include "agent/evidence.hpp"

#include <boost/uuid/name_generator_sha1.hpp>
#include <boost/uuid/uuid.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace flowvet::agent {
namespace {

using Json = nlohmann::ordered_json;

void remove_times(Json& json) {
  if (json.is_object())
    for (auto member = json.begin(); member != json.end();) member = member.key().ends_with("_ms") ? json.erase(member) : std::next(member);
  if (json.is_structured())
    for (auto& part : json) remove_times(part);
}

}  // namespace

std::string compact(std::string_view evidence) {
  std::string text;
  bool line_begins = false;
  for (const char c : evidence) {
    line_begins = c == '\n' || (line_begins && c == ' ');
    if (!line_begins) text += c;
  }
  return text;
}

std::array<std::uint8_t, 16> digest_of(std::string_view evidence) {
  auto json = Json::parse(evidence);
  remove_times(json);
  const auto id = boost::uuids::name_generator_sha1(boost::uuids::ns::oid())(json.dump());
  std::array<std::uint8_t, 16> digest{};
  std::ranges::copy(id, digest.begin());
  return digest;
}

}  // namespace flowvet::agent
