// A map that never grows beyond its limit: the entry that was asked for longest ago makes room.
#pragma once

#include <boost/functional/hash.hpp>

#include <cstddef>
#include <functional>
#include <list>
#include <unordered_map>
#include <utility>

namespace flowvet::responder {

template <class Key, class Value, class Hash>
class BoundedMap {
 public:
  explicit BoundedMap(std::size_t limit) : limit_(limit) {}
  BoundedMap(BoundedMap&&) = default;  // a list that moves keeps its places; a copy would not
  BoundedMap& operator=(BoundedMap&&) = default;
  ~BoundedMap() = default;

  /// The value of this key, made with its default where there was none. Valid until the next call.
  Value& operator[](const Key& key) {
    const auto known = places_.find(key);
    if (known != places_.end()) {
      entries_.splice(entries_.begin(), entries_, known->second);
      return known->second->second;
    }
    if (entries_.size() >= limit_) {
      places_.erase(entries_.back().first);
      entries_.pop_back();
    }
    entries_.emplace_front(key, Value{});
    places_.emplace(key, entries_.begin());
    return entries_.front().second;
  }

  /// nullptr where there is none. Does not count as asking for it.
  [[nodiscard]] const Value* find(const Key& key) const {
    const auto known = places_.find(key);
    return known == places_.end() ? nullptr : &known->second->second;
  }

  [[nodiscard]] std::size_t size() const { return entries_.size(); }

 private:
  using Entries = std::list<std::pair<Key, Value>>;  ///< the latest first

  std::size_t limit_;
  Entries entries_;
  std::unordered_map<Key, typename Entries::iterator, Hash> places_;
};

}  // namespace flowvet::responder
