// systemd.exec(5), StateDirectory=: several folders are joined by colons; the unit has one.
#include "agent/database_place.hpp"

#include <cstdlib>
#include <string>

namespace flowvet::agent {

std::filesystem::path usual_database() {
  const char* given = std::getenv("STATE_DIRECTORY");
  const std::string folders = given ? given : "";
  const std::filesystem::path folder = folders.substr(0, folders.find(':'));
  return (folder.empty() ? std::filesystem::path{"/var/lib/flowvet"} : folder) / "flowvet.db";
}

}  // namespace flowvet::agent
