// What a pass rests on: the service's own answer, a responder's in its place, or less. Derived from the evidence, so a report that was
// read back says the same.
#pragma once

#include "flowvet/report/report.hpp"

namespace flowvet::report {

enum class Proof : std::uint8_t {
  none,        ///< nothing was shown, or the silence of what must be closed
  connection,  ///< a TCP handshake
  refusal,     ///< an explicit one: by the host, where the path is to be open, or by anybody, where it is to be closed
  responder,   ///< the path, both ways: `flowvet listen` answered with the token
  service,     ///< the documented service answered
  mixed,       ///< of a flow: its checks rest on different ones
};

Proof proof_of(const CheckReport& check);
/// Of its passing checks.
Proof proof_of(const FlowReport& flow);

/// How sure a pass is and of what, in two words.
std::string_view certainty_in_words(const FlowReport& flow);

/// How many passing flows rest on responders alone or in part: a reader must not take them for services that run.
std::size_t count_by_responder(const Report& report);

}  // namespace flowvet::report

namespace flowvet::base {
template <>
inline constexpr std::array word_table<report::Proof>{
    Word{report::Proof::none, "none"},           Word{report::Proof::connection, "connection"}, Word{report::Proof::refusal, "refusal"},
    Word{report::Proof::responder, "responder"}, Word{report::Proof::service, "service"},       Word{report::Proof::mixed, "mixed"}};
}  // namespace flowvet::base
