// flowvet doctor: what this host is able to check, before anybody wonders about an unknown.
#include "cli/commands.hpp"
#include "cli/exit_codes.hpp"
#include "cli/list_format.hpp"
#include "cli/output.hpp"
#include "cli/terminal.hpp"
#include "flowvet/base/text.hpp"
#include "flowvet/probe/host.hpp"
#include "report/layout.hpp"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <vector>

namespace flowvet::cli {
namespace {

using Level = probe::HostFact::Level;

std::string_view level_word(Level level) {
  switch (level) {
    case Level::good:
      return "good";
    case Level::limited:
      return "limited";
    case Level::bad:
      return "bad";
  }
  return "";
}

std::string facts_text(const std::vector<probe::HostFact>& facts) {
  std::size_t title_width = 0;
  for (const auto& fact : facts) title_width = std::max(title_width, display_width(fact.title));
  constexpr std::size_t level_width = std::string_view{"limited"}.size();
  std::string text;
  for (const auto& fact : facts) {
    const auto head = pad_right(level_word(fact.level), level_width) + "  " + pad_right(fact.title, title_width) + "  ";
    text += report::hanging(head, escape_peer_text(fact.text), output_columns());
    if (!fact.hint.empty()) text += report::hanging(std::string(display_width(head), ' '), escape_peer_text(fact.hint), output_columns());
  }
  return text;
}

std::string facts_json(const std::vector<probe::HostFact>& facts) {
  auto json = nlohmann::ordered_json{{"facts", nlohmann::ordered_json::array()}};
  for (const auto& fact : facts)
    json["facts"].push_back({{"id", fact.id},
                             {"title", fact.title},
                             {"level", level_word(fact.level)},
                             {"text", escape_peer_text(fact.text)},
                             {"hint", escape_peer_text(fact.hint)}});
  return json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

int examine_host(const std::string& format) {
  const auto facts = probe::host_facts();
  const bool any_bad = std::ranges::any_of(facts, [](const probe::HostFact& fact) { return fact.level == Level::bad; });
  return print_and_return(format == "json" ? facts_json(facts) : facts_text(facts), any_bad ? exit_negative : exit_done);
}

}  // namespace

Action set_up_doctor(CLI::App& app) {
  const auto format = std::make_shared<std::string>();
  add_list_format(app, *format);
  app.footer("Exit status: 0 nothing is bad (limits are told), 1 something is, 3 could not write.");
  return [format] { return examine_host(*format); };
}

}  // namespace flowvet::cli
