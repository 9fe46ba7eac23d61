// Where the agent's memory is unless somebody says otherwise.
#pragma once

#include <filesystem>

namespace flowvet::agent {

/// `flowvet.db` in the folder that systemd names in STATE_DIRECTORY, else in /var/lib/flowvet.
std::filesystem::path usual_database();

}  // namespace flowvet::agent
