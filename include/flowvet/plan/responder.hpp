// How a plan makes use of `flowvet listen` at the far end: whether a responder is asked in place of the service, and when.
#pragma once

#include "flowvet/base/words.hpp"

#include <cstdint>

namespace flowvet::plan {

/// When a probe asks whether a responder holds its port.
enum class Asks : std::uint8_t {
  never,
  responder_first,  ///< and the service where no responder answers: nothing is installed yet at most places
  service_first,    ///< and the responder where the service does not answer
  once_held,        ///< only after a responder has said, on another port of its host, that it holds this one
  nothing_else,     ///< the same, and the service is sent nothing at all
};

/// Who begins the exchange.
enum class Way : std::uint8_t {
  forward,  ///< this host
  reverse,  ///< the other host: its responder is asked to call back
};

}  // namespace flowvet::plan

namespace flowvet::base {
template <>
inline constexpr std::array word_table<plan::Asks>{
    Word{plan::Asks::never, "never"},         Word{plan::Asks::responder_first, "responder-first"},
    Word{plan::Asks::service_first, "service-first"}, Word{plan::Asks::once_held, "once-held"},
    Word{plan::Asks::nothing_else, "nothing-else"}};
template <>
inline constexpr std::array word_table<plan::Way>{Word{plan::Way::forward, "forward"}, Word{plan::Way::reverse, "reverse"}};
}  // namespace flowvet::base
