// The small catalog's files and how tests change them.
#include "catalog/small_catalog.hpp"

#include <nlohmann/json.hpp>

namespace flowvet::catalog {
namespace {

constexpr std::string_view roles_json = R"({"roles": [
  {"id": "vda", "kind": "component", "names": {"en": "Virtual Delivery Agent", "ja": "仮想配信エージェント"}, "aliases": ["VDA host"]},
  {"id": "delivery-controller", "kind": "component", "names": {"en": "Delivery Controller", "ja": "Delivery Controller"}, "aliases": ["DDC", "Desktop Delivery Controller"]},
  {"id": "cloud-connector", "kind": "component", "names": {"en": "Cloud Connector", "ja": "クラウドコネクタ"}, "aliases": [], "stands_in_for": ["delivery-controller"]},
  {"id": "sql-server", "kind": "infrastructure", "names": {"en": "SQL Server", "ja": "SQL サーバー"}, "aliases": ["Microsoft SQL Server"], "hosts": ["192.0.2.7"]}
]})";

constexpr std::string_view cvad_json = R"({"section": "cvad", "names": {"en": "Virtual Apps", "ja": "仮想アプリ"}, "flows": [
  {"id": "cvad.vda.delivery-controller.registration", "from": ["vda"], "to": ["delivery-controller", "cloud-connector"],
   "transports": ["tcp"], "ports": ["80"], "match": "all", "need": "required", "when": [], "direction": "both",
   "services": {"tcp": "registrar"}, "purpose": {"en": "The agent registers.", "ja": "エージェントが登録する。"},
   "sources": [{"edition": "en", "section": "Virtual Apps", "row": 17}, {"edition": "ja", "section": "Virtual Apps", "row": 16}], "doubt": null},
  {"id": "cvad.delivery-controller.sql-server.database", "from": ["delivery-controller"], "to": ["sql-server"],
   "transports": ["tcp", "udp"], "ports": ["1433", "49152-65535"], "match": "any", "need": "conditional", "when": ["sql-always-on"], "direction": "forward",
   "services": {"tcp": "tds", "udp": null}, "unproven": {"udp": "one-way"}, "purpose": {"en": "The site's data.", "ja": "サイトのデータ。"},
   "sources": [{"edition": "en", "section": "Virtual Apps", "row": null}], "doubt": null, "fallback": ["udp"], "listens": "on-demand"},
  {"id": "cvad.delivery-controller.sql-server.old-database", "from": ["delivery-controller"], "to": ["sql-server"],
   "transports": ["tcp"], "ports": ["1434"], "match": "all", "need": "optional", "when": [], "direction": "forward",
   "services": {"tcp": "tds"}, "purpose": {"en": "=The older \"port\".", "ja": "古いポート。"},
   "sources": [{"edition": "ja", "section": "Virtual Apps", "row": 3}], "doubt": "Printed once only."},
  {"id": "cvad.vda.delivery-controller.wake", "from": ["vda"], "to": ["delivery-controller"],
   "transports": ["udp"], "ports": [], "match": "all", "need": "optional", "when": [], "direction": "forward",
   "services": {"udp": null}, "unproven": {"udp": "no-listener"}, "purpose": {"en": "Wakes a machine.", "ja": "マシンを起動する。"},
   "sources": [{"edition": "en", "section": "Virtual Apps", "row": 5}], "doubt": "No port is printed.", "skip": "no-port"}
]})";

constexpr std::string_view vda_json = R"({"id": "vda", "names": {"en": "VDA", "ja": "VDA"}, "plays": ["vda"],
  "parts": [{"feature": "combined-server", "names": {"en": "Controller on the same host", "ja": "同居コントローラー"}, "plays": ["delivery-controller"]}],
  "outcomes": [{"id": "registers", "title": {"en": "VDA registers", "ja": "VDA が登録される"},
                "needs": ["cvad.vda.delivery-controller.registration", ["cvad.delivery-controller.sql-server.database", "cvad.delivery-controller.sql-server.old-database"]],
                "degraded_without": ["cvad.vda.delivery-controller.wake"]}]})";

}  // namespace

std::vector<ProfileFile> small_files() {
  return {
      {"catalog/cvad.json", std::string(cvad_json)}, {"hosts/vda.json", std::string(vda_json)}, {"roles.json", std::string(roles_json)}};
}

std::vector<std::string> small_services() {
  return {"registrar", "tds", "http"};
}

Catalog small_catalog() {
  return load_catalog(small_files(), small_services()).value();
}

std::vector<ProfileFile> changed(std::string_view path, std::string_view pointer, std::string_view json) {
  using nlohmann::ordered_json;
  auto files = small_files();
  for (auto& file : files) {
    if (file.path != path) continue;
    auto document = ordered_json::parse(file.text);
    const ordered_json::json_pointer place{std::string(pointer)};
    if (json.empty())
      document[place.parent_pointer()].erase(place.back());
    else
      document[place] = ordered_json::parse(json);
    file.text = document.dump();
  }
  return files;
}

std::vector<std::string> problems_of(const std::vector<ProfileFile>& files) {
  const auto catalog = load_catalog(files, small_services());
  std::vector<std::string> lines;
  if (!catalog)
    for (const auto& problem : catalog.error()) lines.push_back(to_text(problem));
  return lines;
}

}  // namespace flowvet::catalog
