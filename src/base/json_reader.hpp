// Text from outside -> JSON document, or what is wrong with it and where. The text may be hostile.
#pragma once

#include "flowvet/base/problem.hpp"

#include <nlohmann/json.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace flowvet::base {

/// Keeps the order of the keys, so that problems come in the order of the file.
using Json = nlohmann::ordered_json;

/// No format of ours nests deeper than 8; the limit bounds what recursive code may meet.
inline constexpr std::size_t json_depth_limit = 64;

/// RFC 8259 plus `//` and `/* */` comments. Problems: too large, not UTF-8, syntax (with line and column), nested too deeply,
/// a key that stands twice in one object (with its JSON pointer). `where` names the text in problems.
Result<Json> parse_json(std::string_view text, const std::string& where);

/// A JSON pointer (RFC 6901) one step further down; "" is the whole document.
std::string pointer_below(const std::string& pointer, std::string_view key);

/// How problems name a place in a document: `site.json#/endpoints/0`, and `site.json` for the whole of it. Safe to print.
std::string place_in(const std::string& document, const std::string& pointer);

}  // namespace flowvet::base
