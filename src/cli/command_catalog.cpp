// flowvet catalog: look things up in what the vendor documents.
#include "cli/catalog_text.hpp"
#include "cli/commands.hpp"
#include "cli/exit_codes.hpp"
#include "cli/list_format.hpp"
#include "cli/output.hpp"
#include "cli/problem_output.hpp"
#include "cli/profile_option.hpp"
#include "cli/terminal.hpp"
#include "flowvet/base/suggest.hpp"
#include "flowvet/catalog/json.hpp"

#include <CLI/CLI.hpp>

#include <functional>
#include <sstream>

namespace flowvet::cli {
namespace {

/// As typed, for whichever of the subcommands was chosen.
struct CatalogOptions {
  std::string profiles;
  std::string from, to, section, edition, transport, port;
  std::string flow;
  std::string export_format;
  std::string format;
};

using Lookup = int (*)(const catalog::Catalog&, const CatalogOptions&);

bool wants_json(const CatalogOptions& options) {
  return options.format == "json";
}

std::string written(const std::function<void(std::ostream&)>& write) {
  std::ostringstream text;
  write(text);
  return std::move(text).str();
}

// --- filters

std::optional<RoleId> role_filter(const catalog::Catalog& catalog, const std::string& word, const char* option, Problems& problems) {
  if (word.empty()) return std::nullopt;
  if (const auto* role = catalog::find_role(catalog, word)) return role->id;
  problems.push_back({"unknown role \"" + word + "\"", option, suggestion(word, catalog::role_words(catalog))});
  return std::nullopt;
}

template <class E>
std::optional<E> word_filter(const std::string& word, const char* option, Problems& problems) {
  if (word.empty()) return std::nullopt;
  const auto value = from_word<E>(word);
  if (!value) problems.push_back({"unknown word \"" + word + "\"", option, suggestion(word, words_of<E>())});
  return value;
}

std::optional<std::uint16_t> port_filter(const std::string& word, Problems& problems) {
  if (word.empty()) return std::nullopt;
  const auto port = parse_ports(word);
  if (port && port->first == port->last) return port->first;
  problems.push_back({"\"" + word + "\" is not a port", "--port", "a number from 1 to 65535"});
  return std::nullopt;
}

std::string section_filter(const catalog::Catalog& catalog, const std::string& word, Problems& problems) {
  std::vector<std::string> ids;
  for (const auto& section : catalog.sections) ids.push_back(section.id);
  if (!word.empty() && std::find(ids.begin(), ids.end(), word) == ids.end())
    problems.push_back({"unknown section \"" + word + "\"", "--section", suggestion(word, ids)});
  return word;
}

Result<catalog::Filter> make_filter(const catalog::Catalog& catalog, const CatalogOptions& options) {
  Problems problems;
  catalog::Filter filter;
  filter.from = role_filter(catalog, options.from, "--from", problems);
  filter.to = role_filter(catalog, options.to, "--to", problems);
  filter.section = section_filter(catalog, options.section, problems);
  filter.edition = word_filter<catalog::Edition>(options.edition, "--edition", problems);
  filter.transport = word_filter<catalog::Transport>(options.transport, "--transport", problems);
  filter.port = port_filter(options.port, problems);
  if (!problems.empty()) return problems;
  return filter;
}

// --- the lookups

int list_flows(const catalog::Catalog& catalog, const CatalogOptions& options) {
  const auto filter = make_filter(catalog, options);
  if (!filter) return refuse(filter.error());
  const auto flows = catalog::select(catalog, *filter);
  const auto json = [&flows](std::ostream& out) { catalog::write_flows_json(flows, out); };
  return print_and_return(wants_json(options) ? written(json) : flows_text(flows), exit_done);
}

int show_flow(const catalog::Catalog& catalog, const CatalogOptions& options) {
  const auto* flow = catalog::find_flow(catalog, FlowId{options.flow});
  if (!flow) {
    std::vector<std::string> ids;
    for (const auto& one : catalog.flows) ids.push_back(one.id.text);
    return refuse({{"no documented flow \"" + options.flow + "\"", "catalog show", suggestion(options.flow, ids)}});
  }
  const auto json = [flow](std::ostream& out) { catalog::write_flows_json(std::span(&flow, 1), out); };
  return print_and_return(wants_json(options) ? written(json) : flow_text(*flow, output_columns()), exit_done);
}

int list_roles(const catalog::Catalog& catalog, const CatalogOptions& options) {
  const auto json = [&catalog](std::ostream& out) { catalog::write_roles_json(catalog, out); };
  return print_and_return(wants_json(options) ? written(json) : roles_text(catalog), exit_done);
}

int list_differences(const catalog::Catalog& catalog, const CatalogOptions& options) {
  const auto differences = catalog::diff_editions(catalog);
  const auto json = [&differences](std::ostream& out) { catalog::write_differences_json(differences, out); };
  return print_and_return(wants_json(options) ? written(json) : differences_text(differences, output_columns()), exit_done);
}

int export_flows(const catalog::Catalog& catalog, const CatalogOptions&) {
  return print_and_return(written([&catalog](std::ostream& out) { catalog::write_csv(catalog, out); }), exit_done);
}

// --- set-up

using Chosen = std::shared_ptr<Lookup>;

CLI::App& add_lookup(CLI::App& app, const char* name, const char* summary, const Chosen& chosen, Lookup lookup) {
  auto* command = app.add_subcommand(name, summary);
  command->callback([chosen, lookup] { *chosen = lookup; });
  return *command;
}

void add_filters(CLI::App& list, CatalogOptions& options) {
  list.add_option("--from", options.from, "Source role, by id or name")->type_name("ROLE");
  list.add_option("--to", options.to, "Destination role, by id or name")->type_name("ROLE");
  list.add_option("--section", options.section, "Section of the paper")->type_name("ID");
  list.add_option("--edition", options.edition, "Printed in this edition")->type_name("en|ja");
  list.add_option("--transport", options.transport, "Uses this transport")->type_name("tcp|udp|icmp");
  list.add_option("--port", options.port, "Documents this port, alone or within a range")->type_name("N");
}

int look_up(const CatalogOptions& options, Lookup lookup) {
  const auto catalog = read_catalog(options.profiles);
  if (!catalog) return refuse(catalog.error());
  return lookup(*catalog, options);
}

}  // namespace

Action set_up_catalog(CLI::App& app) {
  const auto options = std::make_shared<CatalogOptions>();
  const auto chosen = std::make_shared<Lookup>(nullptr);
  app.require_subcommand(0, 1);
  add_profile_option(app, options->profiles);

  auto& list = add_lookup(app, "list", "The documented flows, all or some", chosen, list_flows);
  add_filters(list, *options);
  add_list_format(list, options->format);
  auto& show = add_lookup(app, "show", "Everything about one flow", chosen, show_flow);
  show.add_option("flow", options->flow, "The flow's id")->required()->type_name("FLOW-ID");
  add_list_format(show, options->format);
  add_list_format(add_lookup(app, "roles", "Every node that the paper names", chosen, list_roles), options->format);
  add_list_format(add_lookup(app, "diff", "What only one edition prints", chosen, list_differences), options->format);
  auto& exported = add_lookup(app, "export", "All flows as a table for a spreadsheet", chosen, export_flows);
  exported.add_option("as", options->export_format, "The kind of table")->required()->check(CLI::IsMember({"csv"}))->type_name("csv");

  return [options, chosen] {
    if (!*chosen) return refuse({{"a command is missing", "flowvet catalog", "one of list, show, roles, diff, export"}});
    return look_up(*options, *chosen);
  };
}

}  // namespace flowvet::cli
