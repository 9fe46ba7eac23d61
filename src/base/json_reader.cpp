// JSON text -> document, over nlohmann's event parser, because its document parser lets the last of two equal keys win in silence.
#include "base/json_reader.hpp"

#include "base/problem_list.hpp"
#include "base/read_file.hpp"
#include "flowvet/base/text.hpp"

#include <algorithm>
#include <unordered_set>
#include <utility>
#include <vector>

namespace flowvet::base {
namespace {

/// "line:column" of a byte, both from 1; columns count letters, as editors do.
std::string line_and_column(std::string_view text, std::size_t offset) {
  const auto before = text.substr(0, std::min(offset, text.size()));
  const auto line = std::count(before.begin(), before.end(), '\n') + 1;
  const auto last_line = before.substr(before.rfind('\n') + 1);  // npos + 1 is 0
  const auto is_first_byte = [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; };
  const auto column = std::count_if(last_line.begin(), last_line.end(), is_first_byte) + 1;
  return std::to_string(line) + ":" + std::to_string(column);
}

/// The sentence in nlohmann's "[json.exception...] parse error at line 1, column 2: sentence".
std::string sentence_of(std::string_view message) {
  for (const std::string_view end_of_prefix : {"while parsing ", "] "})
    if (const auto at = message.find(end_of_prefix); at != std::string_view::npos) {
      message.remove_prefix(at + end_of_prefix.size());
      break;
    }
  constexpr std::size_t longest_sentence = 300;
  return escape_peer_text(message, longest_sentence);
}

/// Builds the document from the parser's events. A handler that returns false ends the parsing.
class Builder : public Json::json_sax_t {
 public:
  Builder(std::string_view text, const std::string& where, ProblemList& problems) : text_(text), where_(where), problems_(problems) {}

  Json take() { return std::move(root_); }

  bool null() override { return put(nullptr) != nullptr; }
  bool boolean(bool value) override { return put(value) != nullptr; }
  bool number_integer(number_integer_t value) override { return put(value) != nullptr; }
  bool number_unsigned(number_unsigned_t value) override { return put(value) != nullptr; }
  bool number_float(number_float_t value, const string_t&) override { return put(value) != nullptr; }
  bool string(string_t& value) override { return put(std::move(value)) != nullptr; }
  bool binary(binary_t&) override { return false; }  // never in JSON text

  bool start_object(std::size_t) override { return open(Json::object()); }
  bool start_array(std::size_t) override { return open(Json::array()); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }

  bool key(string_t& value) override {
    auto& level = levels_.back();
    if (!level.keys.insert(value).second)
      problems_.add(place_in(where_, pointer_below(pointer(), value)), "the key \"" + escape_peer_text(value) + "\" stands here twice",
                    "keep one of them");
    level.key = std::move(value);
    return true;
  }

  bool parse_error(std::size_t bytes_read, const std::string&, const nlohmann::detail::exception& error) override {
    const auto sentence = sentence_of(error.what());
    const bool encoding = sentence.find("UTF-8") != std::string::npos;
    problems_.add(where_ + ":" + line_and_column(text_, bytes_read == 0 ? 0 : bytes_read - 1), "not valid JSON: " + sentence,
                  encoding ? "save the file as UTF-8" : "");
    return false;
  }

 private:
  /// An object or array that is not closed yet.
  struct Level {
    Json* value;
    std::string key;
    std::unordered_set<std::string> keys;
  };

  /// Values go to the end of the innermost open container: nothing above them moves while they are open.
  Json* put(Json value) {
    if (levels_.empty()) return &(root_ = std::move(value));
    auto& level = levels_.back();
    if (level.value->is_array()) return &level.value->get_ref<Json::array_t&>().emplace_back(std::move(value));
    // Past ordered_map's own emplace, whose search would make large objects quadratic.
    auto& members = static_cast<Json::object_t::Container&>(level.value->get_ref<Json::object_t&>());
    return &members.emplace_back(level.key, std::move(value)).second;
  }

  bool open(Json container) {
    if (levels_.size() == json_depth_limit) {
      problems_.add(where_, "nested deeper than " + std::to_string(json_depth_limit) + " levels");
      return false;
    }
    Json* const value = put(std::move(container));
    levels_.push_back({value, {}, {}});
    return true;
  }

  bool close() {
    levels_.pop_back();
    return true;
  }

  /// Of the innermost open container.
  [[nodiscard]] std::string pointer() const {
    std::string pointer;
    for (std::size_t i = 0; i + 1 < levels_.size(); ++i) {
      const auto& level = levels_[i];
      pointer = pointer_below(pointer, level.value->is_array() ? std::to_string(level.value->size() - 1) : level.key);
    }
    return pointer;
  }

  std::string_view text_;
  const std::string& where_;
  ProblemList& problems_;
  Json root_;
  std::vector<Level> levels_;
};

/// Windows' editors and shells like to write UTF-16; its byte order mark, or its zero bytes, give it away.
bool looks_like_utf16(std::string_view text) {
  constexpr std::string_view little_endian = "\xFF\xFE", big_endian = "\xFE\xFF";
  return text.starts_with(little_endian) || text.starts_with(big_endian) || text.substr(0, 4).find('\0') != std::string_view::npos;
}

/// Reasons not to start parsing at all.
void check_bytes(std::string_view text, const std::string& where, ProblemList& problems) {
  if (text.size() > file_size_limit)
    problems.add(where, "is larger than " + std::to_string(file_size_limit >> 20U) + " MiB");
  else if (looks_like_utf16(text))
    problems.add(where, "is encoded as UTF-16", "save the file as UTF-8");
  else if (text.find_first_not_of(" \t\r\n") == std::string_view::npos)
    problems.add(where, "is empty");
}

}  // namespace

Result<Json> parse_json(std::string_view text, const std::string& where) {
  ProblemList problems;
  check_bytes(text, where, problems);
  if (!problems.empty()) return Result<Json>(boost::system::in_place_error, problems.take());
  Builder builder(text, where, problems);
  constexpr bool whole_text = true, comments = true;
  Json::sax_parse(text, &builder, Json::input_format_t::json, whole_text, comments);
  return value_or_problems(builder.take(), problems);
}

std::string pointer_below(const std::string& pointer, std::string_view key) {
  auto below = pointer + "/";
  for (const char c : key) {
    if (c == '~')
      below += "~0";
    else if (c == '/')
      below += "~1";
    else
      below += c;
  }
  return below;
}

std::string place_in(const std::string& document, const std::string& pointer) {
  constexpr std::size_t longest_pointer = 300;
  return pointer.empty() ? document : document + "#" + escape_peer_text(pointer, longest_pointer);
}

}  // namespace flowvet::base
