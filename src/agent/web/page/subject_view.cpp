// Positions are shares of the bar's width, so that it stretches with the page; heights tell verdicts apart without their colours.
#include "agent/web/page/subject_view.hpp"

#include "agent/web/page/terms.hpp"
#include "agent/web/page/words.hpp"
#include "report/layout.hpp"
#include "report/time_text.hpp"

#include <array>
#include <cstdio>

namespace flowvet::agent::web::page {
namespace {

/// Of a mark within a bar of 20 pixels.
struct Shape {
  std::string_view name;
  std::string_view y, height;
};

Shape shape_of(Mark mark) {
  switch (mark) {
    case Mark::none:
      return {"none", "9", "2"};
    case Mark::pass:
      return {"pass", "7", "6"};
    case Mark::degraded:
      return {"degraded", "4", "12"};
    case Mark::unknown:
      return {"unknown", "4", "12"};
    case Mark::fail:
      return {"fail", "0", "20"};
  }
  return {};
}

std::string share(double part, double whole) {
  std::array<char, 32> buffer{};
  std::snprintf(buffer.data(), buffer.size(), "%.2f%%", 100 * part / whole);
  return buffer.data();
}

Data rect_data(const Stretch& stretch, const Span& span) {
  const auto shape = shape_of(stretch.mark);
  const auto whole = static_cast<double>(span.slots);
  Data data;
  data.set("class", std::string{shape.name});
  data.set("x", share(static_cast<double>(stretch.from), whole));
  data.set("width", share(static_cast<double>(stretch.until - stretch.from), whole));
  data.set("y", std::string{shape.y});
  data.set("height", std::string{shape.height});
  return data;
}

std::string place_of(WallTime time, const Span& span, const Clock& clock) {
  const auto seconds = [](auto length) { return std::chrono::duration<double>(length).count(); };
  return share(seconds(time - (clock.now - span.length())), seconds(span.length()));
}

Data bar_data(const std::vector<Spell>& spells, const Span& span, const Clock& clock) {
  Data data;
  data.set("words", in_words(spells, span, clock));
  Data rects{Data::type::list};
  for (const auto& stretch : stretches_of(spells, span, clock.now)) rects.push_back(rect_data(stretch, span));
  data.set("rects", rects);
  Data ticks{Data::type::list};
  for (const auto& tick : ticks_of(span, clock)) ticks.push_back(Data{"x", place_of(tick, span, clock)});
  data.set("ticks", ticks);
  return data;
}

void set_state(Data& data, const Subject& subject, const Clock& clock) {
  const auto& timeline = subject.timeline;
  const bool worth_it = timeline.now != judge::Verdict::pass || !subject.since_or_earlier;
  set_text(data, "since_text",
           !worth_it ? "" : say(clock.language, subject.since_or_earlier ? "since_at_least" : "since", {clock.text(timeline.since)}));
  data.set("since", time_data(timeline.since, clock));
  data.set("length", say(clock.language, subject.since_or_earlier ? "for_length_or_more" : "for_length",
                         {clock.length(std::chrono::duration_cast<std::chrono::milliseconds>(std::max(clock.now - timeline.since, {})))}));
  data.set("flapping", timeline.flapping);
  const auto cause = subject.finding ? subject.finding->cause : judge::Cause::none;
  set_text(data, "cause", timeline.now == judge::Verdict::pass ? "" : sentence(clock.language, cause));
}

}  // namespace

void set_text(Data& data, const std::string& name, std::string_view text) {
  data.set(name, text.empty() ? Data{false} : Data{std::string{text}});
}

void set_verdict(Data& data, Language language, const std::optional<judge::Verdict>& verdict) {
  data.set("verdict", verdict ? std::string{term(language, *verdict)} : say(language, "not_run"));
  data.set("sign", verdict ? std::string{sign_of(*verdict)} : "·");
  data.set("class", verdict ? std::string{to_word(*verdict)} : "none");
}

Data time_data(WallTime time, const Clock& clock) {
  Data data;
  data.set("text", clock.text(time));
  data.set("exact", clock.exact(time));
  data.set("iso", report::to_rfc3339(time));
  return data;
}

std::string percent(const std::optional<double>& share) {
  if (!share) return "–";
  constexpr double hundredths = 10'000;
  const auto rounded_down = static_cast<int>(*share * hundredths);
  const auto fraction = std::to_string(rounded_down % 100);
  return std::to_string(rounded_down / 100) + (fraction.size() < 2 ? ".0" : ".") + fraction + " %";
}

Data subject_data(const Subject& subject, const Clock& clock, const std::string& href) {
  Data data;
  data.set("id", report::whole_text(subject.id));
  data.set("title", subject.title.en.empty() ? report::whole_text(subject.id) : in(clock.language, subject.title));
  set_text(data, "href", href);
  data.set("optional", subject.need == plan::Weight::optional);
  set_verdict(data, clock.language, subject.seen ? std::optional{subject.timeline.now} : std::nullopt);
  data.set("because", false);
  data.set("unseen", !subject.seen);
  if (subject.seen) set_state(data, subject, clock);
  data.set("uptime", percent(subject.timeline.figures.uptime()));
  data.set("day", bar_data(subject.spells, last_day, clock));
  data.set("week", bar_data(subject.spells, last_week, clock));
  return data;
}

Data axis_data(const Span& span, const Clock& clock) {
  Data labels{Data::type::list};
  for (const auto& tick : ticks_of(span, clock)) {
    Data label;
    label.set("x", place_of(tick, span, clock));
    label.set("text", span.ticks < std::chrono::hours{24} ? clock.exact(tick).substr(11, 5) : clock.weekday(tick));
    labels.push_back(label);
  }
  return labels;
}

Data legend_data(Language language) {
  Data list{Data::type::list};
  for (const auto mark : {Mark::pass, Mark::degraded, Mark::unknown, Mark::fail, Mark::none}) {
    const auto shape = shape_of(mark);
    Data one;
    one.set("class", std::string{shape.name});
    one.set("y", std::string{shape.y});
    one.set("height", std::string{shape.height});
    one.set("word", word_of(language, mark));
    list.push_back(one);
  }
  return list;
}

}  // namespace flowvet::agent::web::page
