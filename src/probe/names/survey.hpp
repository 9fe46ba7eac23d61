// Every name server of this host is asked about every host of the plan, and about the names of the addresses.
#pragma once

#include "flowvet/probe/identity.hpp"
#include "probe/loop.hpp"
#include "probe/names/files.hpp"

#include <span>
#include <string>
#include <vector>

namespace flowvet::probe::names {

/// What the questions are about.
struct Subjects {
  std::vector<std::string> names;        ///< hosts written as names
  std::vector<std::string> cloud_names;  ///< of these, those whose addresses belong to the vendor's cloud and say nothing about their names
  std::vector<IpAddress> addresses;      ///< hosts written as addresses
  std::size_t left_out = 0;              ///< hosts beyond the number that is asked about
};

/// The hosts of a plan whose names are this host's own to look up, loopback left out.
Subjects subjects_of(const plan::Plan& plan);

/// Asks all servers at once, each at its own speed; a server that answers nothing is soon left alone. Returns when all is answered,
/// or soon after the loop was cut.
void survey(Loop& loop, std::span<NameServer> servers, const Subjects& subjects, const ResolverFile& file);

}  // namespace flowvet::probe::names
