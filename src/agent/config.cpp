// The head of a configuration; read_job.cpp reads its jobs.
#include "agent/config.hpp"

#include "agent/database_place.hpp"
#include "agent/duration.hpp"
#include "agent/read_job.hpp"
#include "agent/telling/channels.hpp"
#include "base/json_node.hpp"
#include "base/read_file.hpp"

#include <set>

namespace flowvet::agent {
namespace {

constexpr int most_days = 3650;
constexpr int least_megabytes = 8;  // a few runs of the largest profiles fit into less, and nothing is then left of them to look back at
constexpr int most_megabytes = 1 << 20U;
constexpr int most_confirmations = 100;

struct ConfigDraft {
  std::filesystem::path folder;
  Config config;
};

void read_keep(const JsonNode& node, Keep& keep) {
  const JsonObject object(node, {"days", "megabytes"});
  if (const auto days = object.find("days"))
    if (const auto count = days->whole(1, most_days)) keep.age = std::chrono::days{*count};
  if (const auto megabytes = object.find("megabytes"))
    if (const auto count = megabytes->whole(least_megabytes, most_megabytes)) keep.bytes = std::int64_t{*count} << 20U;
}

template <class E>
std::set<E> read_words(const JsonNode& node) {
  std::set<E> words;
  for (const auto& item : node.items())
    if (const auto word = item.word<E>())
      if (!words.insert(*word).second) item.problem("this word stands here twice");
  return words;
}

void read_verdicts(const JsonNode& node, std::set<judge::Verdict>& verdicts) {
  verdicts = read_words<judge::Verdict>(node);
  if (verdicts.contains(judge::Verdict::pass) || verdicts.contains(judge::Verdict::skipped))
    node.problem("only fail, degraded and unknown are told of", "that a flow works again is told in any case");
}

void read_tell(const JsonNode& node, ConfigDraft& draft) {
  const JsonObject object(node, {"about", "on", "confirmations", "quiet_hours", "webhook", "syslog", "command"});
  auto& config = draft.config;
  if (const auto about = object.find("about")) config.tell.about = read_words<SubjectKind>(*about);
  if (const auto on = object.find("on")) read_verdicts(*on, config.tell.on);
  if (const auto confirmations = object.find("confirmations"))
    if (const auto count = confirmations->whole(1, most_confirmations)) config.tell.confirmations = *count;
  if (const auto quiet = object.find("quiet_hours")) config.quiet_hours = read_hours(*quiet);
  config.channels = telling::read_channels(object, draft.folder);
}

using SharedCatalog = std::shared_ptr<const catalog::Catalog>;

Result<SharedCatalog> embedded_catalog() {
  static const auto catalog = catalog::load_catalog(catalog::embedded_profiles(), probe::service_names());
  if (!catalog) return catalog.error();
  return SharedCatalog(SharedCatalog{}, &*catalog);
}

Result<SharedCatalog> catalog_in(const std::filesystem::path& folder) {
  const auto files = catalog::read_profiles(folder);
  if (!files) return files.error();
  auto catalog = catalog::load_catalog(*files, probe::service_names());
  if (!catalog) return catalog.error();
  return std::make_shared<const catalog::Catalog>(*std::move(catalog));
}

/// Without a catalog no site can be read: then only the rest of the file is looked at.
void read_catalog(const JsonObject& object, ConfigDraft& draft, ProblemList& problems) {
  const auto folder = object.find("profiles");
  auto catalog = folder ? catalog_in(draft.folder / folder->text()) : embedded_catalog();
  if (catalog)
    draft.config.catalog = *std::move(catalog);
  else
    for (const auto& problem : catalog.error()) problems.add(problem.where, problem.what, problem.hint);
}

void read_jobs(const JsonNode& node, ConfigDraft& draft, ProblemList& problems) {
  std::set<std::string> names;
  const auto items = node.items();
  if (node.json().is_array() && items.empty())
    node.problem("there is no job", "e.g. {\"name\": \"vda\", \"role\": \"vda\", \"site\": \"site.json\"}");
  for (const auto& item : items) {
    auto job = read_job(item, {draft.folder, draft.config.catalog.get()}, problems);
    if (!job.name.empty() && !names.insert(job.name).second)
      item.problem("two jobs are named " + in_quotes(job.name), "a name stands for one job in history and metrics");
    draft.config.jobs.push_back(std::move(job));
  }
}

void read_config(const JsonNode& file, ConfigDraft& draft, ProblemList& problems) {
  const JsonObject object(file, {"$schema", "database", "profiles", "keep", "tell", "listen", "token", "tls", "textfile", "metrics",
                                 "probe_targets", "jobs"});
  draft.config.database = usual_database();
  if (const auto database = object.find("database")) draft.config.database = draft.folder / database->text();
  if (const auto keep = object.find("keep")) read_keep(*keep, draft.config.keep);
  if (const auto tell = object.find("tell")) read_tell(*tell, draft);
  draft.config.doors = read_doors(object, draft.folder);
  read_catalog(object, draft, problems);
  if (const auto jobs = object.need("jobs")) read_jobs(*jobs, draft, problems);
}

}  // namespace

Result<Config> parse_config(std::string_view text, const std::string& where) {
  const auto json = parse_json(text, where);
  if (!json) return json.error();
  ProblemList problems;
  ConfigDraft draft;
  draft.folder = std::filesystem::path(where).parent_path();
  read_config(JsonNode(*json, where, problems), draft, problems);
  return value_or_problems(std::move(draft.config), problems);
}

Result<Config> load_config(const std::filesystem::path& file) {
  const auto text = read_file(file);
  if (!text) return text.error();
  return parse_config(*text, file.string());
}

}  // namespace flowvet::agent
