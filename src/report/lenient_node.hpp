// A value of a report that may be missing. Reports of later versions may have more keys and leave texts empty, so this asks
// less than JsonNode does: only that what is needed is there and of its kind.
#pragma once

#include "base/json_node.hpp"
#include "flowvet/base/address.hpp"

#include <chrono>
#include <cmath>
#include <optional>
#include <string>
#include <utility>

namespace flowvet::report {

/// After a complaint it yields empty values and complains no more, so that one pass finds every problem.
class LenientNode {
 public:
  LenientNode() = default;
  explicit LenientNode(JsonNode node) : node_(std::move(node)) {}

  /// The member of an object; a missing one is a problem.
  [[nodiscard]] LenientNode at(const std::string& key) const {
    auto member = find(key);
    if (member) return *member;
    if (node_) node_->problem(node_->json().is_object() ? "the key \"" + key + "\" is missing" : "expected an object with \"" + key + "\"");
    return {};
  }

  [[nodiscard]] std::optional<LenientNode> find(const std::string& key) const {
    if (!node_ || !node_->json().is_object()) return std::nullopt;
    const auto found = node_->json().find(key);
    if (found == node_->json().end()) return std::nullopt;
    return LenientNode{node_->below(key, *found)};
  }

  [[nodiscard]] bool is_null() const { return node_ && node_->json().is_null(); }

  [[nodiscard]] std::string text() const { return get<std::string>(&Json::is_string, "a text"); }
  [[nodiscard]] std::string text_or_null() const { return is_null() ? std::string{} : text(); }
  [[nodiscard]] bool flag() const { return get<bool>(&Json::is_boolean, "true or false"); }

  template <class T>
  [[nodiscard]] T whole() const {
    if (!node_) return {};
    const auto& json = node_->json();
    if (json.is_number_unsigned() && std::in_range<T>(json.get<std::uint64_t>())) return static_cast<T>(json.get<std::uint64_t>());
    if (json.is_number_integer() && !json.is_number_unsigned() && std::in_range<T>(json.get<std::int64_t>()))
      return static_cast<T>(json.get<std::int64_t>());
    node_->problem("expected a whole number within its range");
    return {};
  }

  /// Null is zero.
  [[nodiscard]] std::chrono::microseconds milliseconds() const {
    constexpr double longest = 1e12;  // thirty years: larger numbers are nonsense and would overflow
    if (is_null()) return {};
    const auto number = get<double>(&Json::is_number, "a time in milliseconds");
    if (std::abs(number) <= longest) return std::chrono::microseconds{std::llround(number * 1000.0)};
    node_->problem("expected a time in milliseconds");
    return {};
  }

  template <class E>
  [[nodiscard]] E word() const {
    return node_ ? node_->word<E>().value_or(E{}) : E{};
  }

  [[nodiscard]] IpAddress address() const {
    const auto written = text();
    const auto address = parse_address(written);
    if (!address && node_ && node_->json().is_string()) node_->problem(in_quotes(written) + " is not an address");
    return address.value_or(IpAddress{});
  }

  /// Calls `read` for each element.
  template <class Read>
  void each(Read&& read) const {
    if (!node_) return;
    for (const auto& item : node_->items()) read(LenientNode{item});
  }

  /// Calls `read` with the name and value of each member.
  template <class Read>
  void each_member(Read&& read) const {
    if (!node_) return;
    for (const auto& [key, value] : node_->members()) read(key, LenientNode{value});
  }

  void problem(std::string what) const {
    if (node_) node_->problem(std::move(what));
  }

 private:
  template <class T>
  [[nodiscard]] T get(bool (Json::*is_kind)() const noexcept, std::string_view kind) const {
    if (!node_) return {};
    if ((node_->json().*is_kind)()) return node_->json().get<T>();
    node_->problem("expected " + std::string{kind});
    return {};
  }

  std::optional<JsonNode> node_;
};

}  // namespace flowvet::report
