// Does a reset or a completed handshake come from as far away as the host's other answers?
#pragma once

#include "probe/path/survey.hpp"

namespace flowvet::probe::path {

/// A TCP socket does not tell the hop limit of a segment, but it can be told to ignore those below a floor. Asks with floors at and
/// just above the hop limit that the host's answers to the comparison arrive with, and higher ones where those are answered.
/// Asks nothing when `own` holds neither reset nor connection, or the comparison, read once at the start, does not tell.
Task<void> ask_with_floors(Asker& asker, Survey& own, const Trace& others);

}  // namespace flowvet::probe::path
