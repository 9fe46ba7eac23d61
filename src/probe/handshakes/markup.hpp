// As much of XML and HTML as finding one marker takes: the root's name, whether an element is there, the text of the first one.
// Letter case and namespace prefixes are ignored; nothing is unescaped.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace flowvet::probe {

/// The root element's name in lower case without its prefix, after byte order mark, prologue, DOCTYPE and comments.
std::optional<std::string> root_element(std::string_view markup);

/// Whether an element of that name begins somewhere.
bool has_element(std::string_view markup, std::string_view name);

/// The text of the first element of that name, up to the next tag, without blanks around it; nullopt where there is none or where it is cut
/// off.
std::optional<std::string> element_text(std::string_view markup, std::string_view name);

}  // namespace flowvet::probe
