// {"argv": ["/usr/local/bin/notify", ...], ...}: news to a program of the site's own: JSON on standard input, the parts in the environment.
#include "agent/telling/channels.hpp"
#include "agent/telling/child.hpp"
#include "report/time_text.hpp"

#include <array>
#include <cstdlib>

namespace flowvet::agent::telling {
namespace {

constexpr std::chrono::seconds usual_timeout{30};
/// A script that fails five times within half a minute has a mistake, and holds up those that come after.
constexpr int most_command_attempts = 5;

/// What programs need to run at all. The rest of the agent's environment may hold secrets.
constexpr std::array handed_down{"PATH", "HOME", "USER", "LOGNAME", "LANG", "LC_ALL", "TZ", "TMPDIR"};

std::vector<std::string> environment_of(const Message& message) {
  const auto& news = message.news;
  std::vector<std::string> variables;
  for (const char* name : handed_down)
    if (const char* value = std::getenv(name)) variables.push_back(std::string{name} + "=" + value);
  const auto add = [&variables](const char* name, std::string_view value) {
    variables.push_back(std::string{"FLOWVET_"} + name + "=" + std::string{value});
  };
  add("ID", message.id);
  add("KIND", to_word(news.kind));
  add("HOST", news.host);
  add("JOB", news.job);
  add("ABOUT", to_word(news.subject.kind));
  add("SUBJECT", news.subject.id);
  add("TITLE", news.title);
  add("WAS", news.was ? to_word(news.was->verdict) : std::string_view{});
  add("VERDICT", to_word(news.is.verdict));
  add("CAUSE", to_word(news.is.cause));
  add("SINCE", report::to_rfc3339(news.is.since));
  add("AT", report::to_rfc3339(news.at));
  add("RUN", std::to_string(news.run));
  add("TEXT", message.text);
  return variables;
}

class Command : public Channel {
 public:
  Command(const std::string& name, std::vector<std::string> arguments, std::chrono::seconds timeout)
      : Channel(ChannelKind::command, name), arguments_(std::move(arguments)), timeout_(timeout) {}

  Task<Answer> send(Loop& loop, const Message& message) const override {
    const auto deadline = Clock::now() + timeout_;
    std::string why;
    const auto child = Child::start(loop, {arguments_, environment_of(message), message.json + "\n"}, why);
    if (!child) co_return Answer{Fate::again, "it cannot be started: " + why};
    const auto end = co_await child->end(deadline);
    if (end.empty()) co_return Answer{Fate::taken, "exit status 0"};
    co_return Answer{Fate::again, end + (child->output().empty() ? "" : ", and it said: " + child->output())};
  }

  [[nodiscard]] int most_attempts() const override { return most_command_attempts; }

 private:
  std::vector<std::string> arguments_;
  std::chrono::seconds timeout_;
};

/// Its owner may be another user than whoever checks the configuration, so only what anybody can see is looked at.
void check_program(const JsonNode& node, const std::filesystem::path& file) {
  namespace fs = std::filesystem;
  std::error_code error;
  const auto status = fs::status(file, error);
  constexpr auto anybody = fs::perms::owner_exec | fs::perms::group_exec | fs::perms::others_exec;
  if (!fs::is_regular_file(status))
    node.problem("there is no program " + in_quotes(file.string()), "argv begins with its path; no shell looks for it");
  else if ((status.permissions() & anybody) == fs::perms::none)
    node.problem("file " + in_quotes(file.string()) + " is not executable", "chmod +x");
}

}  // namespace

SharedChannel read_command(const JsonNode& node, const std::filesystem::path& folder) {
  const JsonObject object(node, {"argv", "name", "timeout"});
  const auto argv = object.need("argv");
  std::vector<std::string> arguments;
  if (argv)
    for (const auto& item : argv->items()) {
      if (item.json().is_string() && item.json().get_ref<const std::string&>().find('\0') != std::string::npos)
        item.problem("an argument holds no zero byte");
      arguments.push_back(item.json().is_string() ? item.json().get<std::string>() : item.text());
    }
  if (argv && argv->json().is_array() && arguments.empty()) argv->problem("there is no program", R"(e.g. ["/usr/local/bin/notify"])");
  if (!arguments.empty()) {
    arguments.front() = std::filesystem::absolute(folder / arguments.front()).string();
    check_program(argv->items().front(), arguments.front());
  }
  const auto name = read_name(object, arguments.empty() ? std::string{} : std::filesystem::path(arguments.front()).filename().string());
  const auto timeout = read_timeout(object, usual_timeout);
  return arguments.empty() ? nullptr : std::make_shared<Command>(name, std::move(arguments), timeout);
}

}  // namespace flowvet::agent::telling
