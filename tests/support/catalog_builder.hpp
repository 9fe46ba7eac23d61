// Small catalogs in memory: a test shows the two or three roles and flows that it is about and nothing else.
#pragma once

#include "flowvet/catalog/catalog.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace flowvet::test {

/// "a b" -> {a, b}, for lists of ids, features and ports.
std::vector<std::string> words(std::string_view text);

template <class T>
std::vector<T> ids(std::string_view text) {
  std::vector<T> result;
  for (auto& word : words(text)) result.emplace_back(std::move(word));
  return result;
}

/// A required TCP flow over port 80 without a known handshake, until told otherwise. The id gives section, from and to.
class FlowBuilder {
 public:
  explicit FlowBuilder(std::string_view id);

  FlowBuilder& from(std::string_view roles);
  FlowBuilder& to(std::string_view roles);
  FlowBuilder& tcp(std::string_view ports, std::string service = {});  ///< instead of what was there
  FlowBuilder& udp(std::string_view ports, std::string service = {});  ///< the same
  FlowBuilder& icmp(std::string service = "echo");                     ///< the same
  FlowBuilder& also(catalog::Transport transport, std::string service = {});
  FlowBuilder& any();
  FlowBuilder& optional();
  FlowBuilder& when(std::string_view features);  ///< conditional on all of these
  FlowBuilder& on_demand();
  FlowBuilder& fallback(catalog::Transport transport);
  FlowBuilder& skip(std::string word, std::string doubt = {});

  operator catalog::Flow() const { return flow_; }  // NOLINT: a builder is meant to become what it builds

 private:
  FlowBuilder& only(catalog::Transport transport, std::string_view ports, std::string service);
  catalog::Flow flow_;
};

class CatalogBuilder {
 public:
  CatalogBuilder& role(std::string id, std::string name = {}, std::string_view stands_in_for = {}, std::string_view hosts = {});
  CatalogBuilder& host(std::string id, std::string_view plays);
  CatalogBuilder& part(std::string feature, std::string_view plays);  ///< of the last host
  CatalogBuilder& outcome(std::string id, std::vector<std::vector<FlowId>> needs, std::vector<FlowId> degraded_without = {});
  CatalogBuilder& flow(const catalog::Flow& flow);

  operator catalog::Catalog() const { return catalog_; }  // NOLINT: as above

 private:
  catalog::Catalog catalog_;
};

}  // namespace flowvet::test
