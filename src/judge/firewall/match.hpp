// Whether the first packet of somebody's connection, or a datagram, matches one expression of a rule.
#pragma once

#include "flowvet/base/address.hpp"
#include "flowvet/base/ports.hpp"
#include "flowvet/catalog/catalog.hpp"
#include "judge/firewall/ruleset.hpp"

#include <string>
#include <vector>

namespace flowvet::judge::firewall {

/// What is known of packets that arrive: not where they come from.
struct Packet {
  Family family = Family::v4;
  catalog::Transport transport = catalog::Transport::tcp;
  PortRange ports;                      ///< destination; a match of part of them is Truth::depends
  std::string interface;                ///< by which they arrive
  std::vector<IpAddress> destinations;  ///< this host's addresses there
};

enum class Truth : std::uint8_t {
  no,
  yes,
  depends,  ///< on something that only the packet itself shows: its source, the time, the rate
  unclear,  ///< this program does not understand the expression
};

Truth operator!(Truth value);
Truth either(Truth left, Truth right);
Truth both(Truth left, Truth right);

/// Sets and maps are looked up in the table that the rule stands in.
struct Scope {
  const Ruleset& ruleset;
  const Chain& chain;
};

/// {"match": {"op","left","right"}}, without the outer object.
Truth matches(const Json& match, const Packet& packet, const Scope& scope);

/// Whether the packet's value of `left` is `value`: one key of a verdict map.
Truth equals(const Json& left, const Json& value, const Packet& packet, const Scope& scope);

/// The elements of an anonymous set, or of the named one that "@name" means; null when there is no such set.
const Json* elements_of(const Json& set, const Scope& scope);

}  // namespace flowvet::judge::firewall
