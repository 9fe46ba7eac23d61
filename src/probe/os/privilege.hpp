// Giving up what only binding needed.
#pragma once

#include "flowvet/base/problem.hpp"

#include <string>

namespace flowvet::probe::os {

/// One line for people: how this program is allowed to open ports below 1024 here.
std::string how_to_allow_low_ports();

/// As root: becomes that user. In any case: no capabilities, and no program started from here could have more. Checks that there is no
/// way back. Call it while the process has one thread. Returns what was done, one plain sentence, empty where nothing had to be.
/// Problem: no such user, or the system refused; nothing may go on then.
Result<std::string> drop_privileges(const std::string& user);

}  // namespace flowvet::probe::os
