// How handshakes write down what they learnt, so that the same kind of fact reads the same everywhere.
#pragma once

#include "probe/bytes.hpp"

#include <string>

namespace flowvet::probe {

/// "1a2b".
std::string hex_text(ByteView bytes);

/// A peer's clock: seconds since 1970 with milliseconds, e.g. "1767225600.250".
std::string seconds_text(double seconds);

}  // namespace flowvet::probe
