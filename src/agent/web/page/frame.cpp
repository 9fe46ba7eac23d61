// Templates are parsed for each page: that takes less than reading the database for it.
#include "agent/web/page/frame.hpp"

#include "agent/local_time.hpp"
#include "agent/web/page/templates.hpp"
#include "agent/web/page/words.hpp"
#include "report/layout.hpp"

#include <algorithm>
#include <stdexcept>

namespace flowvet::agent::web::page {
namespace {

namespace mustache = kainjow::mustache;

std::optional<Language> chosen_language(const http::Request& request) {
  const auto* chosen = request.find("lang");
  return chosen ? from_word<Language>(*chosen) : std::nullopt;
}

/// Of this page in each language. A path that the router took may hold anything: only what needs no escape is linked.
Data languages_data(const http::Request& request, const Scene& scene) {
  const auto is_plain = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || std::string_view("/-_.").find(c) != std::string_view::npos;
  };
  const auto path = std::ranges::all_of(request.path, is_plain) ? request.path : "/";
  Data languages{Data::type::list};
  for (const auto& [language, name] : {std::pair{Language::en, "English"}, std::pair{Language::ja, "日本語"}}) {
    Data one;
    one.set("name", name);
    one.set("code", std::string{to_word(language)});
    one.set("href", path + "?lang=" + std::string{to_word(language)});
    one.set("current", language == scene.clock.language);
    languages.push_back(one);
  }
  return languages;
}

/// The pieces that templates share, {{> NAME}}.
void set_partials(Data& data) {
  for (const auto& name : {"line", "axis", "badge", "trouble", "legend", "job_head", "bar"})
    data.set(name, mustache::partial{[name] { return page_file(std::string{name} + ".mustache"); }});
}

Data words_data(Language language) {
  Data words;
  for (const auto& phrase : phrases()) words.set(std::string{phrase.key}, std::string{language == Language::ja ? phrase.ja : phrase.en});
  return words;
}

std::string render(std::string_view name, const Data& data) {
  mustache::mustache page(page_file("head.mustache") + page_file(std::string{name} + ".mustache") + page_file("foot.mustache"));
  if (!page.is_valid()) throw std::logic_error("the template " + std::string{name} + " is wrong: " + page.error_message());
  return page.render(data);
}

}  // namespace

Scene make_scene(const http::Request& request) {
  Scene scene;
  const auto chosen = chosen_language(request);
  scene.clock = {chosen.value_or(preferred_language(request.accept_language)), std::chrono::system_clock::now(), utc_offset};
  scene.steady = std::chrono::steady_clock::now();
  if (chosen) scene.suffix = "?lang=" + std::string{to_word(*chosen)};
  return scene;
}

http::Reply make_page(unsigned status, std::string_view name, Data data, const http::Request& request, const Scene& scene,
                      const std::string& host) {
  const auto language = scene.clock.language;
  data.set("w", words_data(language));
  data.set("lang", std::string{to_word(language)});
  data.set("languages", languages_data(request, scene));
  data.set("home", "/" + scene.suffix);
  data.set("page_title", host.empty() ? "flowvet" : say(language, "title", {report::whole_text(host)}));
  set_text(data, "host", report::whole_text(host));
  data.set("as_of_text", say(language, "as_of", {scene.clock.exact(scene.clock.now).substr(0, 16)}));
  data.set("times_are_text", say(language, "times_are", {scene.clock.offset_text()}));
  data.set("version", FLOWVET_VERSION);
  data.set("day_axis", axis_data(last_day, scene.clock));
  data.set("week_axis", axis_data(last_week, scene.clock));
  data.set("legend_keys", legend_data(language));
  set_partials(data);
  return {status,
          "text/html; charset=utf-8",
          render(name, data),
          {{"Content-Language", std::string{to_word(language)}}, {"Vary", "Accept-Language"}}};
}

http::Reply message_page(unsigned status, std::string_view heading, std::string_view key, const http::Request& request,
                         const Scene& scene) {
  Data data;
  data.set("heading", say(scene.clock.language, heading));
  data.set("sentence", say(scene.clock.language, key));
  return make_page(status, "message", std::move(data), request, scene, "");
}

}  // namespace flowvet::agent::web::page
