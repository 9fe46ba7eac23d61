// A recorded dialogue for people, message by message.
#pragma once

#include "flowvet/probe/observation.hpp"

#include <string>

namespace flowvet::report {

/// Lines below the one that tells the attempt; empty where nothing was recorded. No byte of a peer stays a control.
std::string transcript_text(const probe::Attempt& attempt);

}  // namespace flowvet::report
