// What the vendor documents: roles, flows and host profiles, as plain values.
// First stage of the road: profiles/*.json -> load_catalog() -> Catalog. Start reading here.
#pragma once

#include "flowvet/base/id.hpp"
#include "flowvet/base/ports.hpp"
#include "flowvet/base/words.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace flowvet::catalog {

/// The same words in both languages of the product.
struct Text {
  std::string en;
  std::string ja;
};

/// A revision of "Communication Ports Used by Citrix Technologies": `en` is newer, `ja` older.
enum class Edition : std::uint8_t { en, ja };
enum class Transport : std::uint8_t { tcp, udp, icmp };
/// Whether every port of a flow is needed or the ports are alternatives ("80, 443 HTTP or HTTPS").
enum class Match : std::uint8_t { all, any };
/// `conditional` flows are needed while every feature in Flow::when is on.
enum class Need : std::uint8_t { required, conditional, optional };
enum class Direction : std::uint8_t { forward, both };
/// Whether a listener is there all the time, or only while a session or call has negotiated the port.
enum class Listens : std::uint8_t { always, on_demand };

/// Why no handshake proves a service over a transport.
enum class Unproven : std::uint8_t {
  no_public_format,  ///< nobody outside knows its requests
  unconfirmed,       ///< a likely request is known, but not that this service answers it
  one_way,           ///< the receiver never answers
  heartbeat,         ///< a probe could be taken for a peer's heartbeat
  peers_only,        ///< strangers get no answer
  needs_session,     ///< it listens only while a session has negotiated the port
  no_listener,       ///< nothing is known to listen there
  wrong_transport,   ///< the service speaks another transport than the printed one
};

/// Where a statement is printed. `row` counts the data rows of the section's table from 1; nullopt for a statement in prose.
struct Source {
  Edition edition = Edition::en;
  std::string section;
  std::optional<int> row;
};

/// A kind of node that the paper names.
struct Role {
  RoleId id;
  std::string kind;  ///< component, appliance, infrastructure, cloud, client or group
  Text names;
  std::vector<std::string> aliases;    ///< every other text that either edition prints for it, and common product names
  std::vector<RoleId> stands_in_for;   ///< its hosts serve for these roles where a site names none for them
  std::vector<std::string> hosts;      ///< hosts that the paper itself prints, used where a site names none
  bool public_certificate = false;     ///< the vendor serves it with certificates of public authorities
};

/// One documented row, or a requirement that only the prose states.
struct Flow {
  FlowId id;
  std::string section;  ///< id of the section, the first part of the flow's id
  std::vector<RoleId> from;
  std::vector<RoleId> to;
  std::vector<Transport> transports;
  std::vector<PortRange> ports;  ///< empty for ICMP and for flows whose port is not documented
  Match match = Match::all;
  Need need = Need::required;
  std::vector<Feature> when;
  Direction direction = Direction::forward;
  Listens listens = Listens::always;
  std::map<Transport, std::string> services;  ///< the handshake that proves the service; empty text where none is known
  std::map<Transport, Unproven> unproven;     ///< why there is none, for each transport with an empty text
  std::vector<Transport> fallback;            ///< transports whose loss only degrades the flow
  std::string skip;                           ///< why it cannot be probed from outside at all (a word of the plan's skip reasons), or empty
  Text purpose;
  std::vector<Source> sources;
  std::string doubt;  ///< what is doubtful in the printed row, or empty
};

/// One section of the paper.
struct Section {
  std::string id;
  Text names;
};

/// Something a person notices, and the flows that it rests on.
struct Outcome {
  std::string id;
  Text title;
  std::vector<std::vector<FlowId>> needs;  ///< all of these; within one entry any one suffices
  std::vector<FlowId> degraded_without;
};

/// An optional part of a host: switched on by a feature, it plays further roles.
struct Part {
  Feature feature;
  Text names;
  std::vector<RoleId> plays;
};

/// What a host of a kind is made of.
struct HostProfile {
  RoleId id;
  Text names;
  std::vector<RoleId> plays;
  std::vector<Part> parts;
  std::vector<Outcome> outcomes;
};

/// Everything that profiles/ says. Flows stand in the order of their files and rows.
struct Catalog {
  std::vector<Section> sections;
  std::vector<Role> roles;
  std::vector<Flow> flows;
  std::vector<HostProfile> profiles;
};

/// The role that an id, an English or Japanese name or an alias means, or nullptr. Case, blanks and hyphens do not matter.
const Role* find_role(const Catalog& catalog, std::string_view text);
/// The flow of exactly this id, or nullptr.
const Flow* find_flow(const Catalog& catalog, const FlowId& id);
/// The host profile of exactly this id, or nullptr.
const HostProfile* find_profile(const Catalog& catalog, const RoleId& id);
/// Every feature that a flow or a profile's part names, sorted.
std::vector<std::string> features_of(const Catalog& catalog);
/// Why a service cannot be proven, as one plain sentence.
std::string_view sentence(Unproven why);
/// Ids and names of all roles, for suggestions.
std::vector<std::string> role_words(const Catalog& catalog);

}  // namespace flowvet::catalog

namespace flowvet::base {
template <>
inline constexpr std::array word_table<catalog::Edition>{Word{catalog::Edition::en, "en"}, Word{catalog::Edition::ja, "ja"}};
template <>
inline constexpr std::array word_table<catalog::Transport>{Word{catalog::Transport::tcp, "tcp"}, Word{catalog::Transport::udp, "udp"},
                                                           Word{catalog::Transport::icmp, "icmp"}};
template <>
inline constexpr std::array word_table<catalog::Match>{Word{catalog::Match::all, "all"}, Word{catalog::Match::any, "any"}};
template <>
inline constexpr std::array word_table<catalog::Need>{
    Word{catalog::Need::required, "required"}, Word{catalog::Need::conditional, "conditional"}, Word{catalog::Need::optional, "optional"}};
template <>
inline constexpr std::array word_table<catalog::Direction>{Word{catalog::Direction::forward, "forward"},
                                                           Word{catalog::Direction::both, "both"}};
template <>
inline constexpr std::array word_table<catalog::Unproven>{
    Word{catalog::Unproven::no_public_format, "no-public-format"}, Word{catalog::Unproven::unconfirmed, "unconfirmed"},
    Word{catalog::Unproven::one_way, "one-way"},                   Word{catalog::Unproven::heartbeat, "heartbeat"},
    Word{catalog::Unproven::peers_only, "peers-only"},             Word{catalog::Unproven::needs_session, "needs-session"},
    Word{catalog::Unproven::no_listener, "no-listener"},
    Word{catalog::Unproven::wrong_transport, "wrong-transport"}};
template <>
inline constexpr std::array word_table<catalog::Listens>{Word{catalog::Listens::always, "always"},
                                                         Word{catalog::Listens::on_demand, "on-demand"}};
}  // namespace flowvet::base
