// Every rule that matches, or might, adds what it does to what is possible; a rule that certainly matches and decides ends its chain.
#include "judge/firewall/admission.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace flowvet::judge::firewall {
namespace {

constexpr int deepest_jump = 16;  // the kernel's own limit

/// What may become of a packet, as far as it is known.
struct Fate {
  bool admitted = false;
  bool dropped = false;
  bool rejected = false;
  bool unclear = false;  ///< an expression was not understood
  bool leaves = false;   ///< it may come to the end of the chain, or return from it, undecided
  std::string place;     ///< what decided last
  std::string doubt;     ///< the first place that made it unsure

  void add(const Fate& other) {
    admitted |= other.admitted;
    dropped |= other.dropped;
    rejected |= other.rejected;
    unclear |= other.unclear;
    leaves |= other.leaves;
    if (!other.place.empty()) place = other.place;
    if (doubt.empty()) doubt = other.doubt;
  }
};

/// What a rule does when its matches hold.
struct Effect {
  Fate fate;
  bool goes_on = true;  ///< the next rule may still be asked
};

bool is_one_of(std::string_view word, std::span<const std::string_view> words) {
  return std::ranges::find(words, word) != words.end();
}

// They change nothing about whether the packet gets in. `notrack` does: later rules may ask for the state that it takes away.
constexpr std::array<std::string_view, 9> bystanders{"counter", "log",     "mangle", "ct helper",     "ct timeout",
                                                     "flow",    "secmark", "dup",    "ct expectation"};
// They send the packet to another port or host, or answer in the host's place.
constexpr std::array<std::string_view, 8> diversions{"dnat", "redirect", "tproxy", "fwd", "queue", "synproxy", "snat", "masquerade"};
// True for some packets of a flow and not for others.
constexpr std::array<std::string_view, 4> limits{"limit", "ct count", "meter", "quota"};

class Walk {
 public:
  Walk(const Ruleset& ruleset, const Packet& packet) : ruleset_(ruleset), packet_(packet) {}

  /// What a chain that the kernel itself calls makes of the packet: never undecided.
  [[nodiscard]] Fate base(const Chain& chain) const {
    Fate fate = through(chain, 0);
    if (!fate.leaves) return fate;
    fate.leaves = false;
    (chain.drops ? fate.dropped : fate.admitted) = true;
    if (chain.drops || fate.place.empty()) fate.place = chain.family + " " + chain.table + " " + chain.name + ", policy";
    return fate;
  }

 private:
  [[nodiscard]] Fate through(const Chain& chain, int depth) const {
    Fate fate;
    if (depth > deepest_jump) return unsure(chain.family + " " + chain.table + " " + chain.name);
    for (const auto& rule : chain.rules) {
      const auto [truth, effect] = ask(rule, chain, depth);
      if (truth == Truth::no) continue;
      const bool decides = effect.fate.admitted || effect.fate.dropped || effect.fate.rejected || effect.fate.leaves || effect.fate.unclear;
      if (!decides) continue;
      fate.add(effect.fate);
      if (truth != Truth::yes && fate.doubt.empty()) fate.doubt = rule.place;
      if (truth == Truth::unclear) fate.unclear = true;
      if (truth == Truth::yes && !effect.goes_on) return fate;
    }
    fate.leaves = true;
    return fate;
  }

  static Fate unsure(const std::string& place) {
    Fate fate;
    fate.admitted = fate.dropped = fate.unclear = fate.leaves = true;
    fate.place = fate.doubt = place;
    return fate;
  }

  /// Matches and statements in order; what follows a match that fails does not happen.
  [[nodiscard]] std::pair<Truth, Effect> ask(const Rule& rule, const Chain& chain, int depth) const {
    if (!rule.expressions.is_array()) return {Truth::unclear, {unsure(rule.place), true}};
    auto truth = Truth::yes;
    for (const auto& expression : rule.expressions) {
      if (!expression.is_object() || expression.size() != 1) return {Truth::unclear, {unsure(rule.place), true}};
      const std::string word = expression.begin().key();
      const auto& what = expression.begin().value();
      if (word == "match") {
        truth = both(truth, matches(what, packet_, {ruleset_, chain}));
      } else if (is_one_of(word, limits) || (word == "set" && what.contains("stmt"))) {
        truth = both(truth, Truth::depends);
      } else if (word != "set" && !is_one_of(word, bystanders)) {
        return {truth, effect_of(word, what, rule, chain, depth)};
      }
      if (truth == Truth::no) break;
    }
    return {truth, {}};
  }

  [[nodiscard]] Effect effect_of(const std::string& word, const Json& what, const Rule& rule, const Chain& chain, int depth) const {
    Effect effect{{}, false};
    if (word == "accept" || word == "drop" || word == "reject") effect.fate.place = rule.place;
    if (word == "accept") {
      effect.fate.admitted = true;
    } else if (word == "drop") {
      effect.fate.dropped = true;
    } else if (word == "reject") {
      effect.fate.rejected = true;
    } else if (word == "return") {
      effect.fate.leaves = true;
    } else if (word == "continue") {
      effect.goes_on = true;
    } else if (word == "jump" || word == "goto") {
      return call(word == "jump", what, rule, chain, depth);
    } else if (word == "vmap") {
      return choose(what, rule, chain, depth);
    } else {  // diversions, iptables' own extensions (xt), what later versions invent
      effect = {unsure(rule.place), !is_one_of(word, diversions)};
    }
    return effect;
  }

  /// Undecided after a jump, the next rule is asked; after a goto, the chain is left too.
  [[nodiscard]] Effect call(bool comes_back, const Json& what, const Rule& rule, const Chain& chain, int depth) const {
    const auto name = what.is_object() ? what.value("target", std::string{}) : std::string{};
    const auto target = ruleset_.chains.find({chain.family, chain.table, name});
    if (target == ruleset_.chains.end()) return {unsure(rule.place), true};
    Effect effect{through(target->second, depth + 1), false};
    if (comes_back) {
      effect.goes_on = effect.fate.leaves;
      effect.fate.leaves = false;
    }
    return effect;
  }

  /// A verdict map: one of its keys is the packet's value, or none.
  [[nodiscard]] Effect choose(const Json& map, const Rule& rule, const Chain& chain, int depth) const {
    const Scope scope{ruleset_, chain};
    const auto* pairs = map.is_object() && map.contains("key") && map.contains("data") ? elements_of(map["data"], scope) : nullptr;
    if (pairs == nullptr) return {unsure(rule.place), true};
    Effect chosen;
    for (const auto& pair : *pairs) {
      if (!pair.is_array() || pair.size() != 2 || !pair[1].is_object() || pair[1].size() != 1) return {unsure(rule.place), true};
      const auto truth = equals(map["key"], pair[0], packet_, scope);
      if (truth == Truth::no) continue;
      const auto effect = effect_of(pair[1].begin().key(), pair[1].begin().value(), rule, chain, depth);
      chosen.fate.add(effect.fate);
      if (truth == Truth::unclear) chosen.fate.unclear = true;
      if (truth != Truth::yes && chosen.fate.doubt.empty()) chosen.fate.doubt = rule.place;
      if (truth == Truth::yes) {
        chosen.goes_on = effect.goes_on;
        return chosen;
      }
    }
    return chosen;
  }

  const Ruleset& ruleset_;
  const Packet& packet_;
};

// --- the kernel's order

constexpr std::array<std::string_view, 3> hooks{"ingress", "prerouting", "input"};

bool concerns(const Chain& chain, const Packet& packet, std::string_view hook) {
  if (chain.hook != hook) return false;
  const bool is_on_device = std::ranges::find(chain.devices, packet.interface) != chain.devices.end();
  if (chain.hook == "ingress") return is_on_device;
  if (chain.family == "inet" || chain.family == "bridge") return true;
  return chain.family == (packet.family == Family::v4 ? "ip" : "ip6");
}

std::vector<const Chain*> chains_in_order(const Ruleset& ruleset, const Packet& packet) {
  std::vector<const Chain*> chains;
  for (const auto hook : hooks) {
    const auto first = chains.size();
    for (const auto& [key, chain] : ruleset.chains)
      if (concerns(chain, packet, hook)) chains.push_back(&chain);
    std::stable_sort(chains.begin() + static_cast<std::ptrdiff_t>(first), chains.end(),
                     [](const Chain* left, const Chain* right) { return left->priority < right->priority; });
  }
  return chains;
}

/// The packet must be admitted by every chain; the first that certainly does not ends its way.
Admission conclude(const Fate& fate) {
  const int ways = (fate.admitted ? 1 : 0) + (fate.dropped ? 1 : 0) + (fate.rejected ? 1 : 0);
  if (ways == 1) {
    if (fate.admitted) return {Answer::admits, fate.place};
    return {fate.dropped ? Answer::drops : Answer::rejects, fate.place};
  }
  return {fate.unclear ? Answer::unclear : Answer::depends, fate.doubt.empty() ? fate.place : fate.doubt};
}

bool blocks(Answer answer) {
  return answer == Answer::drops || answer == Answer::rejects;
}

}  // namespace

Admission admission(const Ruleset& ruleset, const Packet& packet) {
  Admission so_far{Answer::admits, ""};
  for (const auto* chain : chains_in_order(ruleset, packet)) {
    auto next = conclude(Walk(ruleset, packet).base(*chain));
    // Whether the interface belongs to a bridge is not looked at.
    const bool perhaps_idle = chain->family == "bridge" || chain->perhaps_asleep;
    if (perhaps_idle && next.answer != Answer::admits) next.answer = Answer::unclear;
    if (blocks(next.answer)) return next;
    if (next.answer == Answer::admits && so_far.answer != Answer::admits) continue;
    so_far = next.answer == Answer::admits || so_far.answer == Answer::admits
                 ? next
                 : Admission{std::max(so_far.answer, next.answer), so_far.place};
  }
  return so_far;
}

Admission admission(const Ruleset& ruleset, std::span<const Packet> packets) {
  std::optional<Admission> all;
  for (const auto& packet : packets) {
    auto one = admission(ruleset, packet);
    if (!all || all->answer == one.answer) {
      all = std::move(one);
    } else {
      const bool unclear = all->answer == Answer::unclear || one.answer == Answer::unclear;
      all = Admission{unclear ? Answer::unclear : Answer::depends, one.answer == Answer::admits ? all->place : one.place};
    }
  }
  return all.value_or(Admission{});
}

}  // namespace flowvet::judge::firewall
