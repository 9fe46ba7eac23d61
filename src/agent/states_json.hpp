// News for webhooks and the store, standings for the store.
#pragma once

#include "agent/states.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace flowvet::agent {

/// {"schema":"flowvet-news/1","kind","host","job","subject":{"kind","id","title"},"was","is":{"verdict","cause","since"},"at","run",
/// "note","troubles":[{"flow","cause","next_step","seen":[]}],"more_troubles"}; profiles/schema/news.schema.json explains them.
std::string to_json(const News& news);
/// nullopt for text that to_json() did not write, in this version or an earlier one.
std::optional<News> parse_news(std::string_view json);

std::string to_json(const Standing& standing);
std::optional<Standing> parse_standing(std::string_view json);

/// One sentence for a log or a mail without a full stop: `job vda: outcome vda-registers (VDA registers) broke: pass -> fail (dropped)`.
/// Holds names that the site gave: escape it on output.
std::string in_words(const News& news);

}  // namespace flowvet::agent
